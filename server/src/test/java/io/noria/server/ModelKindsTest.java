package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.base.Ref;
import io.noria.delivery.Check;
import io.noria.delivery.Gate;
import io.noria.delivery.JudgeRequest;
import io.noria.delivery.Outcome;
import io.noria.delivery.gate.RecordedTraining;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.protocols.rest.RestServices;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Signature;
import io.noria.server.config.NoriaConfig;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of many classes, of numbers and with programs of their own, through the whole server. */
class ModelKindsTest {
  private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");
  private static final Signature PETAL =
      new Signature(List.of(FeatureColumn.of("petal", FeatureColumn.Type.DOUBLE)));

  static {
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
  }

  @TempDir static Path folder;
  private static Noria noria;
  private static RestServices services;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void open() throws Exception {
    noria =
        Noria.open(
            NoriaConfig.load(
                new NoriaConfig.Arguments(null, 0, null, null, null, true, Map.of()),
                Map.of(),
                () -> folder.resolve("data")));
    services = noria.areas().services();
    // The longer the petal the later the class; the second run of the same says less.
    model("iris", BundleInfo.Objective.MULTICLASS, SPECIES, List.of(0.0, 2.0, -9.0), 0, 1, 3);
    model("iris", BundleInfo.Objective.MULTICLASS, SPECIES, List.of(0.0, 0.1, 0.2), 0, 0.1, 0.2);
    model("size", BundleInfo.Objective.REGRESSION, List.of(), List.of(10.0), 2.5);
    services.serving().deployments().deploy("iris", "iris", io.noria.serving.Follow.version(1));
    services.serving().deployments().deploy("size", "size", io.noria.serving.Follow.version(1));
  }

  @AfterAll
  static void close() {
    noria.close();
  }

  private static Run model(
      String name,
      BundleInfo.Objective objective,
      List<String> classes,
      List<Double> intercepts,
      double... slopes)
      throws Exception {
    List<Double> weights = java.util.Arrays.stream(slopes).boxed().toList();
    var linear =
        new LinearModel(
            intercepts, List.of(new LinearModel.Number("petal", 3, 1)), List.of(weights));
    var info =
        new BundleInfo(
            1, PETAL, objective, "species", classes, 0.5, List.of(), BundleInfo.Runtime.LINEAR, "");
    return register(
        name, Map.of(BundleInfo.FILE, info.toJson(), LinearModel.FILE, linear.toJson()));
  }

  private static Run register(String name, Map<String, String> files) throws Exception {
    var experiment = services.tracking().experiments().ensure(name);
    Run run = services.tracking().runs().create(NewRun.of(experiment, "r"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      services
          .tracking()
          .artifacts()
          .put(
              run.info().artifacts(),
              "model/" + file.getKey(),
              new ByteArrayInputStream(file.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    services.registry().models().ensure(name);
    services
        .registry()
        .versions()
        .create(
            new NewModelVersion(
                name,
                "runs:/" + run.id() + "/model",
                run.id(),
                null,
                "",
                Map.of(RecordedTraining.HOLDOUT, "20% by petal"),
                null));
    return run;
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(noria.url() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode checked(String route, String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode found = json.readTree(answer.body());
    var contract = new Contract(json.readTree(send("GET", "/noria/v1/openapi.json", "").body()));
    assertThat(contract.problems("get", route, found)).as(path).isEmpty();
    return found;
  }

  private JsonNode prediction(HttpResponse<String> answer) throws Exception {
    String id = answer.headers().firstValue("Noria-Prediction-Id").orElseThrow();
    services.serving().predictions().flush();
    return checked("/noria/v1/predictions/{prediction}", "/noria/v1/predictions/" + id);
  }

  @Test
  void ofManyClassesTheLabelIsAnsweredAndShownInTheLog() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/deployments/iris/predict", "{\"features\":{\"petal\":1}}");
    assertThat(answer.body()).startsWith("{\"prediction\":\"setosa\",\"probability\":0.");
    double probability = json.readTree(answer.body()).path("probability").asDouble();
    double sum = 1 + 1 + Math.exp(-15);
    assertThat(probability).isCloseTo(1 / sum, org.assertj.core.data.Offset.offset(1e-12));
    JsonNode shown = prediction(answer);
    assertThat(shown.path("answer").asText()).isEqualTo("setosa");
    assertThat(shown.path("prediction").asInt()).isZero();
    assertThat(shown.path("probability").asDouble()).isEqualTo(probability);
    JsonNode version =
        checked("/noria/v1/models/{model}/versions/{version}", "/noria/v1/models/iris/versions/1");
    assertThat(version.path("signature").path("classes"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(SPECIES);
    assertThat(version.path("signature").path("runtime").asText()).isEqualTo("linear");
  }

  @Test
  void theLogKeepsAShareOfTheRequests() throws Exception {
    String route = "/noria/v1/deployments/{deployment}/log";
    String path = "/noria/v1/deployments/iris/log";
    assertThat(checked(route, path).path("sample").asDouble()).isEqualTo(1);
    assertThat(send("PUT", path, "{\"sample\":0.25}").statusCode()).isEqualTo(200);
    assertThat(checked(route, path).path("sample").asDouble()).isEqualTo(0.25);
    HttpResponse<String> refused = send("PUT", path, "{\"sample\":2}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("sample: 2.0 (expected: from 0 to 1, all)");
    assertThat(send("PUT", path, "{\"sample\":1}").statusCode()).isEqualTo(200);
  }

  @Test
  void aVariantAnswersItsShareAndAShadowIsCompared() throws Exception {
    services.serving().deployments().deploy("split", "iris", io.noria.serving.Follow.version(1));
    String route = "/noria/v1/deployments/{deployment}/traffic";
    String path = "/noria/v1/deployments/split/traffic";
    assertThat(checked(route, path).path("share").asDouble()).isEqualTo(100);
    HttpResponse<String> set =
        send(
            "PUT",
            path,
            "{\"variants\":[{\"name\":\"next\",\"follow\":\"version:2\",\"share\":50},"
                + "{\"name\":\"ear\",\"model\":\"iris\",\"follow\":\"version:2\",\"shadow\":true}]}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    Map<String, Integer> versions = new java.util.TreeMap<>();
    for (int i = 0; i < 60; i++) {
      for (int again = 0; again < 2; again++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(noria.url() + "/deployments/split/predict"))
                .header("Noria-Subject", "flower-" + i)
                .POST(HttpRequest.BodyPublishers.ofString("{\"features\":[3]}"))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        String version = answer.headers().firstValue("Noria-Model-Version").orElseThrow();
        versions.merge(version, 1, Integer::sum);
        versions.merge("flower-" + i + " by " + version, 1, Integer::sum);
      }
    }
    assertThat(versions.get("1") + versions.get("2")).isEqualTo(120);
    assertThat(versions.get("2")).isBetween(30, 90);
    versions.forEach((who, times) -> {
      if (who.startsWith("flower")) {
        assertThat(times).as(who).isEqualTo(2);
      }
    });
    JsonNode shown = checked(route, path);
    assertThat(shown.path("share").asDouble()).isEqualTo(50);
    assertThat(shown.path("variants").get(1).path("version").asInt()).isEqualTo(2);
    assertThat(shown.path("variants").get(1).path("shadow").asBoolean()).isTrue();
    HttpResponse<String> refused =
        send(
            "PUT",
            path,
            "{\"variants\":[{\"name\":\"next\",\"follow\":\"version:2\",\"share\":150}]}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("variant next: share 150.0 (expected: percent, 0 to 100)");
  }

  @Test
  void aNumberIsAnsweredWithoutAProbability() throws Exception {
    HttpResponse<String> answer = send("POST", "/deployments/size/predict", "{\"features\":[5]}");
    assertThat(answer.body()).isEqualTo("{\"prediction\":15.0}");
    JsonNode shown = prediction(answer);
    assertThat(shown.path("answer").asText()).isEqualTo("15.0");
    assertThat(shown.has("probability")).isFalse();
  }

  @Test
  void performanceIsByTheMetricsOfWhatIsPredicted() throws Exception {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(noria.url() + "/deployments/iris/predict"))
              .header("Noria-Event-Time", "2013-05-01T00:00:0" + i + "Z")
              .header("Noria-Key", "flower-" + i)
              .POST(HttpRequest.BodyPublishers.ofString("{\"features\":[" + (i % 3 * 3 + 1) + "]}"))
              .build();
      client.send(request, HttpResponse.BodyHandlers.ofString());
      labels
          .append(i == 0 ? "" : ",")
          .append(
              "{\"deployment\":\"iris\",\"key\":\"flower-%d\",\"value\":\"%s\"}"
                  .formatted(i, SPECIES.get(i % 3)));
    }
    assertThat(send("POST", "/noria/v1/labels", "{\"labels\":[" + labels + "]}").body())
        .contains("\"accepted\":9");
    JsonNode stretch =
        checked(
            "/noria/v1/deployments/{deployment}/performance",
            "/noria/v1/deployments/iris/performance?from=2013-05-01T00:00:00Z&to=2013-05-02T00:00:00Z");
    JsonNode champion = stretch.path("champion");
    assertThat(champion.path("metric").asText()).isEqualTo("accuracy");
    assertThat(champion.path("lower_is_better").asBoolean()).isFalse();
    assertThat(champion.path("metrics").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("accuracy", "auc_macro", "f1_macro", "log_loss");
    assertThat(champion.path("metrics").path("auc_macro").asDouble()).isGreaterThan(0.7);
    // The log has the predicted class's probability alone; the others come from scoring anew.
    double early = Math.log(2 + Math.exp(-15));
    double middle = Math.log(1 + Math.exp(3) + Math.exp(-6)) - 3;
    double late = Math.log(1 + Math.exp(6) + Math.exp(3)) - 3;
    assertThat(champion.path("metrics").path("log_loss").asDouble())
        .isCloseTo((early + middle + late) / 3, org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  void aVerdictTellsWhatItComparedAndInWhichDirection() throws Exception {
    Run plain =
        model("iris", BundleInfo.Objective.MULTICLASS, SPECIES, List.of(0.0, 0.0, 0.0), 0, 0, 0.1);
    services
        .delivery()
        .gates()
        .bind(
            "iris",
            List.of(
                Gate.of(
                    "iris",
                    "staging",
                    Check.atMost("log_loss", 2),
                    Check.beatsBaseline("log_loss", "row", 0.9))));
    double[] petal = new double[300];
    var species = new StringsBuilder(300);
    for (int i = 0; i < 300; i++) {
      petal[i] = i % 3 * 3 + 1 + i % 7 * 0.1;
      species.add(SPECIES.get(i % 10 == 9 ? 0 : i % 3));
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("petal", Column.Doubles.of(petal));
    columns.put("species", species.build());
    var verdict =
        services
            .delivery()
            .judge(
                new JudgeRequest(
                    "iris",
                    2,
                    "staging",
                    Frame.of(columns),
                    "species",
                    null,
                    null,
                    Ref.parse("dataset_version:iris@1"),
                    Instant.EPOCH,
                    null,
                    plain.id()));
    assertThat(verdict.outcome()).as(verdict.summary()).isEqualTo(Outcome.PASS);
    JsonNode shown = checked("/noria/v1/verdicts/{verdict}", "/noria/v1/verdicts/" + verdict.id());
    assertThat(shown.path("baseline_run").asText()).isEqualTo("run:" + plain.id());
    assertThat(shown.path("baseline").path("unit").asText()).isEqualTo("row");
    assertThat(shown.path("baseline").path("lower_is_better").asBoolean()).isTrue();
    assertThat(shown.path("baseline").path("high").asDouble()).isNegative();
    assertThat(shown.path("conditions").get(1).path("operator").asText())
        .isEqualTo("beats_baseline");
    assertThat(shown.path("metrics").path("f1_macro").isNumber()).isTrue();
    assertThat(shown.path("intervals").path("accuracy").path("level").asDouble()).isEqualTo(0.95);
    assertThat(shown.has("from")).isFalse();
    assertThat(shown.has("comparison")).isFalse();
  }

  @Test
  void aProgramThatWasSentInIsRefusedWithTheReason() throws Exception {
    Path proof = folder.resolve("it-ran");
    var info =
        new BundleInfo(
            1,
            PETAL,
            BundleInfo.Objective.REGRESSION,
            "size",
            List.of(),
            0.5,
            List.of(),
            BundleInfo.Runtime.COMMAND,
            "touch " + proof);
    register("sent", Map.of(BundleInfo.FILE, info.toJson()));
    HttpResponse<String> answer =
        send(
            "POST",
            "/noria/v1/deployments",
            "{\"name\":\"sent\",\"model\":\"sent\",\"follow\":\"version:1\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body())
        .contains("no training of this server made it")
        .contains("a program that was sent in is not run");
    assertThat(proof).doesNotExist();
  }
}
