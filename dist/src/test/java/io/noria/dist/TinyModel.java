package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.Signature;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A model whose answer is a constant that tells its versions apart. */
final class TinyModel {
  private static final String API = "/api/2.0/mlflow";
  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyModel() {}

  /** Registers the next version of the model, as MLflow's client would; its number. */
  static String register(NoriaProcess server, String name, double answer) throws Exception {
    Signature inputs = new Signature(List.of(FeatureColumn.of("x", FeatureColumn.Type.DOUBLE)));
    var info =
        new BundleInfo(
            1,
            inputs,
            BundleInfo.Objective.REGRESSION,
            "y",
            List.of(),
            0.5,
            List.of(),
            BundleInfo.Runtime.LINEAR,
            "");
    return register(
        server,
        name,
        info,
        new LinearModel(
            List.of(answer), List.of(new LinearModel.Number("x", 0, 1)), List.of(List.of(0.0))));
  }

  /** The same with a model that is given. */
  static String register(NoriaProcess server, String name, BundleInfo info, LinearModel linear)
      throws Exception {
    var created = server.post(API + "/runs/create", "{\"experiment_id\":\"0\"}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    String run = JSON.readTree(created.body()).at("/run/info/run_id").asText();
    put(server, run, BundleInfo.FILE, info.toJson());
    put(server, run, LinearModel.FILE, linear.toJson());
    server.post(API + "/registered-models/create", "{\"name\":\"" + name + "\"}");
    var version =
        server.post(
            API + "/model-versions/create",
            "{\"name\":\"%s\",\"source\":\"runs:/%s/model\",\"run_id\":\"%s\"}"
                .formatted(name, run, run));
    assertThat(version.statusCode()).as(version.body()).isEqualTo(200);
    return JSON.readTree(version.body()).at("/model_version/version").asText();
  }

  private static void put(NoriaProcess server, String run, String file, String text)
      throws Exception {
    var answer =
        server.put(
            "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/model/" + file,
            text.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Points the alias at the version. */
  static void alias(NoriaProcess server, String name, String alias, String version)
      throws Exception {
    var answer =
        server.post(
            API + "/registered-models/alias",
            "{\"name\":\"%s\",\"alias\":\"%s\",\"version\":\"%s\"}"
                .formatted(name, alias, version));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Deploys the model under its own name, following the alias. */
  static void deploy(NoriaProcess server, String name, String alias) throws Exception {
    var answer =
        server.post(
            "/noria/v1/deployments",
            "{\"name\":\"%s\",\"model\":\"%s\",\"follow\":\"alias:%s\"}"
                .formatted(name, name, alias));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** What the deployment answers; the whole body when it refuses. */
  static String predict(NoriaProcess server, String name) throws Exception {
    var answer = server.post("/deployments/" + name + "/predict", "{\"features\":{\"x\":1}}");
    return answer.statusCode() == 200
        ? JSON.readTree(answer.body()).path("prediction").asText()
        : answer.body();
  }
}
