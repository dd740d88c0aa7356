package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.protocols.rest.RestServices;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Signature;
import io.noria.server.config.NoriaConfig;
import io.noria.serving.Follow;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code …/predictions/ID/why} as its document says, from a prediction over HTTP. */
class WhyApiTest {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  private static final String TREES =
      """
      {"learner": {"learner_model_param": {"base_score": "1.5", "num_feature": "2", "num_class": "0"},
       "objective": {"name": "reg:squarederror"},
       "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [
        {"left_children": [1, -1, -1], "right_children": [2, -1, -1], "split_indices": [0, 0, 0],
         "split_conditions": [10, 2, 7], "sum_hessian": [10, 6, 4], "default_left": [1, 0, 0]}]}}}}
      """;

  @TempDir static Path folder;
  private static Noria noria;

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
    RestServices services = noria.areas().services();
    Run run =
        services
            .tracking()
            .runs()
            .create(NewRun.of(services.tracking().experiments().ensure("weights"), "first"));
    services.tracking().artifacts().putFolder(run.info().artifacts(), "model", bundle());
    services.registry().models().ensure("weights");
    services
        .registry()
        .versions()
        .create(NewModelVersion.ofRun("weights", run.id(), "model", null));
    services.serving().deployments().deploy("scales", "weights", Follow.version(1));
  }

  private static Path bundle() throws Exception {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("model.json"), TREES);
    var signature =
        new Signature(
            List.of(
                FeatureColumn.of("size", FeatureColumn.Type.DOUBLE),
                FeatureColumn.of("fresh", FeatureColumn.Type.BOOLEAN)));
    Files.writeString(
        bundle.resolve("noria.json"),
        BundleInfo.trees(signature, BundleInfo.Objective.REGRESSION, "weight", List.of(), List.of())
            .toJson());
    var columns = new LinkedHashMap<String, Column>();
    columns.put("size", Column.Doubles.of(1, 2, 12, 30));
    columns.put("fresh", new Column.Booleans(new boolean[] {true, true, false, false}, null));
    columns.put("score", Column.Doubles.of(3.5, 3.5, 8.5, 8.5));
    columns.put("weight", Column.Doubles.of(3, 4, 8, 9.5));
    try (Engine engine = DuckDbEngine.open(DuckDbSettings.defaults(folder.resolve("duckdb")))) {
      engine.writeParquet(Frame.of(columns), bundle.resolve("reference.parquet"));
    }
    return bundle;
  }

  @AfterAll
  static void close() {
    noria.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(noria.url() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String ask(String row) throws Exception {
    HttpResponse<String> answer =
        send("POST", "/deployments/scales/predict", "{\"features\":" + row + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    noria.areas().services().serving().predictions().flush();
    return answer.headers().firstValue("Noria-Prediction-Id").orElseThrow();
  }

  @Test
  void tellsTheStoryAsItsDocumentSays() throws Exception {
    String id = ask("{\"size\": 12, \"fresh\": null}");

    HttpResponse<String> answer =
        send("GET", "/noria/v1/predictions/" + id + "/why?neighbours=2", "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode why = json.readTree(answer.body());
    Contract contract =
        new Contract(json.readTree(send("GET", "/noria/v1/openapi.json", "").body()));
    assertThat(contract.problems("get", "/noria/v1/predictions/{prediction}/why", why)).isEmpty();
    JsonNode explanation = why.path("explanation");
    assertThat(explanation.path("method").asText()).isEqualTo("tree_shap");
    assertThat(explanation.path("agrees").asBoolean()).isTrue();
    // 1.5 of the base score, and (6·2 + 4·7)/10 of the tree.
    assertThat(explanation.path("bias").asDouble()).isEqualTo(5.5);
    assertThat(explanation.path("margin").asDouble()).isEqualTo(8.5);
    JsonNode first = why.path("features").path(0);
    assertThat(first.path("name").asText()).isEqualTo("size");
    assertThat(first.path("contribution").asDouble()).isEqualTo(3.0);
    assertThat(first.path("reference").path("quantile").asDouble()).isEqualTo(0.625);
    assertThat(why.path("features").path(1).has("value")).isFalse();
    assertThat(why.path("features").path(1).path("mark").asText()).isEqualTo("new");
    JsonNode nearest = why.path("neighbours").path("items");
    assertThat(nearest).hasSize(2);
    assertThat(nearest.path(0).path("label").asText()).isEqualTo("8");
    assertThat(nearest.path(0).path("score").asDouble()).isEqualTo(8.5);
  }

  @Test
  void aBeginningIsEnoughAndWhatIsUnknownIsSaid() throws Exception {
    String id = ask("[3, true]");

    assertThat(
            send("GET", "/noria/v1/predictions/" + id.substring(0, 30) + "/why", "").statusCode())
        .isEqualTo(200);
    HttpResponse<String> unknown =
        send("GET", "/noria/v1/predictions/00000000-0000-7000-8000-000000000000/why", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("not in the log", "Noria-Prediction-Id");
    assertThat(send("GET", "/noria/v1/predictions/xyz!/why", "").statusCode()).isEqualTo(400);
    assertThat(send("GET", "/noria/v1/predictions/" + id + "/why?neighbours=51", "").statusCode())
        .isEqualTo(400);
  }
}
