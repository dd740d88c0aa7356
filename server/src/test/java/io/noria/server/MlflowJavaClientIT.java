package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.server.config.NoriaConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.ExperimentsPage;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;

/** MLflow's own Java client, unchanged, against a server of ours. */
class MlflowJavaClientIT {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  @TempDir static Path folder;
  private static Noria noria;
  private static MlflowClient client;

  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void open() {
    noria =
        Noria.open(
            NoriaConfig.load(
                new NoriaConfig.Arguments(null, 0, null, null, null, true, Map.of()),
                Map.of(),
                () -> folder.resolve("data")));
    client = new MlflowClient(noria.url());
  }

  @AfterAll
  static void close() {
    client.close();
    noria.close();
  }

  @Test
  void experiments() {
    String id = client.createExperiment("java");
    assertThat(client.getExperiment(id).getName()).isEqualTo("java");
    assertThat(client.getExperimentByName("java"))
        .map(Service.Experiment::getExperimentId)
        .hasValue(id);
    assertThat(client.getExperimentByName("nothing")).isEmpty();
    client.setExperimentTag(id, "team", "ops");
    assertThat(client.getExperiment(id).getTags(0).getValue()).isEqualTo("ops");
    client.renameExperiment(id, "java-2");
    assertThat(client.getExperiment(id).getName()).isEqualTo("java-2");
    client.deleteExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
    client.restoreExperiment(id);
    for (int i = 0; i < 5; i++) {
      client.createExperiment("java-page-" + i);
    }
    ExperimentsPage page =
        client.searchExperiments(
            "name LIKE 'java-page-%'", Service.ViewType.ACTIVE_ONLY, 3, List.of("name ASC"));
    assertThat(page.getItems())
        .extracting(Service.Experiment::getName)
        .containsExactly("java-page-0", "java-page-1", "java-page-2");
    assertThat(page.getNextPage().getItems()).hasSize(2);
    assertThatThrownBy(() -> client.createExperiment("java-2"))
        .isInstanceOf(MlflowHttpException.class)
        .hasMessageContaining("RESOURCE_ALREADY_EXISTS");
  }

  @Test
  void runs() {
    String experiment = client.createExperiment("java-runs");
    Service.RunInfo run = client.createRun(experiment);
    client.logParam(run.getRunId(), "depth", "6");
    client.logMetric(run.getRunId(), "auc", 0.5);
    client.logMetric(run.getRunId(), "auc", 0.75, 1_364_774_400_000L, 1);
    client.setTag(run.getRunId(), "team", "ops");
    client.setTag(run.getRunId(), "gone", "x");
    client.deleteTag(run.getRunId(), "gone");
    client.logBatch(
        run.getRunId(),
        List.of(
            Service.Metric.newBuilder()
                .setKey("loss")
                .setValue(0.25)
                .setTimestamp(1)
                .setStep(1L << 40)
                .build()),
        List.of(Service.Param.newBuilder().setKey("eta").setValue("0.1").build()),
        List.of(Service.RunTag.newBuilder().setKey("kind").setValue("trial").build()));
    client.setTerminated(run.getRunId(), Service.RunStatus.FINISHED, 1_364_774_500_000L);

    Service.Run read = client.getRun(run.getRunId());
    assertThat(read.getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
    assertThat(read.getInfo().getEndTime()).isEqualTo(1_364_774_500_000L);
    assertThat(read.getData().getParamsList())
        .extracting(Service.Param::getKey)
        .containsExactlyInAnyOrder("depth", "eta");
    assertThat(read.getData().getTagsList())
        .extracting(Service.RunTag::getKey)
        .contains("team", "kind")
        .doesNotContain("gone");
    assertThat(read.getData().getMetricsList())
        .anySatisfy(metric -> {
          assertThat(metric.getKey()).isEqualTo("loss");
          assertThat(metric.getStep()).isEqualTo(1L << 40);
        });
    assertThat(client.getMetricHistory(run.getRunId(), "auc"))
        .extracting(Service.Metric::getValue)
        .containsExactly(0.5, 0.75);

    for (int i = 0; i < 4; i++) {
      client.logMetric(client.createRun(experiment).getRunId(), "auc", i);
    }
    assertThat(client.searchRuns(List.of(experiment), "params.depth = '6'"))
        .extracting(Service.RunInfo::getRunId)
        .containsExactly(run.getRunId());
    RunsPage page =
        client.searchRuns(
            List.of(experiment),
            "metrics.auc >= 0",
            Service.ViewType.ACTIVE_ONLY,
            3,
            List.of("metrics.auc DESC"));
    assertThat(page.getItems()).hasSize(3);
    assertThat(page.hasNextPage()).isTrue();
    assertThat(page.getNextPage().getItems()).hasSize(2);
    client.deleteRun(run.getRunId());
    assertThat(client.searchRuns(List.of(experiment), "", Service.ViewType.DELETED_ONLY))
        .hasSize(1);
    client.restoreRun(run.getRunId());
    assertThat(client.getRun(run.getRunId()).getInfo().getLifecycleStage()).isEqualTo("active");
    assertThatThrownBy(() -> client.logParam(run.getRunId(), "depth", "7"))
        .isInstanceOf(MlflowHttpException.class)
        .hasMessageContaining("INVALID_PARAMETER_VALUE");
    assertThatThrownBy(() -> client.getRun("nobody"))
        .hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void registry() throws Exception {
    String run = client.createRun().getRunId();
    client.sendPost("registered-models/create", "{\"name\":\"java-model\"}");
    String answer =
        client.sendPost(
            "model-versions/create",
            "{\"name\":\"java-model\",\"source\":\"runs:/"
                + run
                + "/model\",\"run_id\":\""
                + run
                + "\"}");
    assertThat(json.readTree(answer).path("model_version").path("version").asText()).isEqualTo("1");
    client.sendPost(
        "model-versions/transition-stage",
        "{\"name\":\"java-model\",\"version\":\"1\",\"stage\":\"Staging\"}");
    client.sendPatch(
        "registered-models/update", "{\"name\":\"java-model\",\"description\":\"from Java\"}");
    ModelRegistry.RegisteredModel model = client.getRegisteredModel("java-model");
    assertThat(model.getDescription()).isEqualTo("from Java");
    assertThat(client.getModelVersion("java-model", "1").getRunId()).isEqualTo(run);
    assertThat(client.getLatestVersions("java-model")).hasSize(1);
    assertThat(client.getLatestVersions("java-model", List.of("Staging")))
        .extracting(ModelRegistry.ModelVersion::getVersion)
        .containsExactly("1");
    assertThat(client.getLatestVersions("java-model", List.of("Production"))).isEmpty();
    assertThat(client.getModelVersionDownloadUri("java-model", "1")).endsWith("/artifacts/model");
    assertThat(client.searchModelVersions("name = 'java-model'").getItems()).hasSize(1);
    assertThat(
            json.readTree(client.sendGet("registered-models/get?name=java-model"))
                .path("registered_model")
                .path("name")
                .asText())
        .isEqualTo("java-model");
    assertThatThrownBy(() -> client.getRegisteredModel("nobody"))
        .hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
  }
}
