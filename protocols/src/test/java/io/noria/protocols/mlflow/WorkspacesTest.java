package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.registry.NewModelVersion;
import io.noria.registry.WebhookChange;
import io.noria.registry.WebhookEvent;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.WorkspaceName;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No call tells in one workspace what is in another, or changes it. */
class WorkspacesTest {
  private static final WorkspaceName A = new WorkspaceName("team-a");
  private static final String SECRET = "hidden";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private MlflowServer server;
  private ExperimentId experiment;
  private RunId run;
  private LoggedModelId model;
  private String webhook;
  private String trace;
  private String dataset;

  @BeforeEach
  void fill() throws Exception {
    server = MlflowServer.open(folder, InstantSource.system(), true);
    var tracking = server.tracking;
    tracking.workspaces().create(A, null, null);
    experiment = tracking.experiments().create(A, SECRET, Map.of("t", SECRET), null);
    run = tracking.runs().create(NewRun.of(experiment, SECRET)).id();
    tracking.runs().log(run, RunData.ofParams(Map.of("p", SECRET)));
    tracking
        .artifacts()
        .put(
            tracking.runs().get(run).info().artifacts(),
            "f.txt",
            new ByteArrayInputStream(SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    model =
        tracking
            .loggedModels()
            .create(new NewLoggedModel(experiment, SECRET, run, "", Map.of(), Map.of()))
            .id();
    server.registry.models().create("team-a/" + SECRET, SECRET, Map.of());
    server
        .registry
        .versions()
        .create(NewModelVersion.ofRun("team-a/" + SECRET, run, "model", null));
    webhook =
        server
            .registry
            .webhooks()
            .create(
                A,
                new WebhookChange(
                    SECRET,
                    "https://127.0.0.1:9/" + SECRET,
                    "",
                    List.of(WebhookEvent.REGISTERED_MODEL_CREATED),
                    null,
                    true))
            .id();
    trace = "tr-" + "0123456789abcdef".repeat(2);
    String info =
        """
        {"trace":{"trace_info":{"trace_id":"%s","trace_location":{"type":"MLFLOW_EXPERIMENT",
        "mlflow_experiment":{"experiment_id":"%s"}},"request_time":"2024-01-01T00:00:00Z",
        "state":"OK","tags":{"mlflow.traceName":"%s"}}}}
        """;
    is200(A, "POST", "/api/3.0/mlflow/traces", info.formatted(trace, experiment, SECRET));
    String made =
        is200(A, "POST", "/api/3.0/mlflow/datasets/create", "{\"name\":\"" + SECRET + "\"}");
    dataset = made.replaceAll("(?s).*\"dataset_id\":\"([^\"]*)\".*", "$1");
    is200(
        A,
        "POST",
        "/api/3.0/mlflow/scorers/register",
        "{\"experiment_id\":\"%s\",\"name\":\"%s\",\"serialized_scorer\":\"{}\"}"
            .formatted(experiment, SECRET));
  }

  @AfterEach
  void close() {
    http.close();
    server.close();
  }

  private String is200(WorkspaceName workspace, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer = send(workspace, method, path, body);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> send(
      WorkspaceName workspace, String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", "application/json")
            .header("X-MLFLOW-WORKSPACE", workspace.value())
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Calls that read: a method, a path, a body. */
  private List<String[]> reads() {
    List<String[]> calls = new ArrayList<>();
    String ids = "[\"" + experiment + "\"]";
    for (String path :
        List.of(
            "/api/2.0/mlflow/experiments/get?experiment_id=" + experiment,
            "/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + SECRET,
            "/api/2.0/mlflow/experiments/search?max_results=100",
            "/api/2.0/mlflow/runs/get?run_id=" + run,
            "/api/2.0/mlflow/artifacts/list?run_id=" + run,
            "/get-artifact?path=f.txt&run_id=" + run,
            "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/f.txt",
            "/api/2.0/mlflow-artifacts/artifacts?path=" + experiment + "/" + run + "/artifacts",
            "/api/2.0/mlflow/logged-models/" + model,
            "/api/2.0/mlflow/registered-models/get?name=" + SECRET,
            "/api/2.0/mlflow/registered-models/get?name=team-a/" + SECRET,
            "/api/2.0/mlflow/registered-models/search",
            "/api/2.0/mlflow/model-versions/get?version=1&name=" + SECRET,
            "/api/2.0/mlflow/model-versions/search",
            "/api/2.0/mlflow/model-versions/get-download-uri?version=1&name=" + SECRET,
            "/model-versions/get-artifact?path=f.txt&version=1&name=" + SECRET,
            "/api/2.0/mlflow/webhooks",
            "/api/2.0/mlflow/webhooks/" + webhook,
            "/api/3.0/mlflow/traces/" + trace,
            "/api/3.0/mlflow/traces/get?allow_partial=true&trace_id=" + trace,
            "/api/3.0/mlflow/traces/batchGet?trace_ids=" + trace,
            "/api/2.0/mlflow/traces/" + trace + "/info",
            "/api/2.0/mlflow/traces?experiment_ids=" + experiment,
            "/api/3.0/mlflow/datasets/" + dataset,
            "/api/3.0/mlflow/scorers/list?experiment_id=" + experiment,
            "/api/3.0/mlflow/scorers/list",
            "/api/3.0/mlflow/scorers/get?name=" + SECRET + "&experiment_id=" + experiment)) {
      calls.add(new String[] {"GET", path, ""});
    }
    calls.add(
        new String[] {"POST", "/api/2.0/mlflow/runs/search", "{\"experiment_ids\":" + ids + "}"});
    calls.add(
        new String[] {
          "POST", "/api/2.0/mlflow/logged-models/search", "{\"experiment_ids\":" + ids + "}"
        });
    calls.add(new String[] {"POST", "/api/3.0/mlflow/datasets/search", "{}"});
    calls.add(
        new String[] {
          "POST",
          "/api/3.0/mlflow/traces/search",
          "{\"locations\":[{\"type\":\"MLFLOW_EXPERIMENT\",\"mlflow_experiment\":"
              + "{\"experiment_id\":\""
              + experiment
              + "\"}}]}"
        });
    calls.add(
        new String[] {
          "POST",
          "/graphql",
          "{\"query\":\"query { mlflowGetRun(input: {runId: \\\""
              + run
              + "\\\"}) { run { info { runName } } } }\"}"
        });
    return calls;
  }

  @Test
  void nothingIsReadFromAnotherWorkspace() throws Exception {
    for (String[] call : reads()) {
      HttpResponse<String> inside = send(A, call[0], call[1], call[2]);
      HttpResponse<String> outside = send(WorkspaceName.DEFAULT, call[0], call[1], call[2]);
      boolean seen = inside.statusCode() == 200 && inside.body().contains(SECRET);
      boolean noWay = call[1].contains("team-a/") || call[1].contains("get-download-uri");
      boolean noFile = call[1].contains("/model-versions/get-artifact");
      assertThat(seen || noWay || noFile || inside.body().contains("f.txt"))
          .as(call[1] + " in its workspace: " + inside.statusCode() + " " + inside.body())
          .isTrue();
      String told = outside.body().replace("name=" + SECRET, "");
      assertThat(outside.statusCode()).as(call[1]).isLessThan(500);
      if (outside.statusCode() == 200) {
        assertThat(told).as(call[1]).doesNotContain(SECRET).doesNotContain("f.txt");
      }
    }
  }

  @Test
  void nothingIsChangedInAnotherWorkspace() throws Exception {
    List<String> before = server.state();
    String id = "\"run_id\":\"" + run + "\"";
    String of = "\"experiment_id\":\"" + experiment + "\"";
    String name = "\"name\":\"" + SECRET + "\"";
    for (String[] call :
        List.of(
            new String[] {"POST", "runs/create", "{" + of + "}"},
            new String[] {"POST", "runs/update", "{" + id + ",\"run_name\":\"x\"}"},
            new String[] {"POST", "runs/delete", "{" + id + "}"},
            new String[] {
              "POST",
              "runs/log-metric",
              "{" + id + ",\"key\":\"m\",\"value\":1,\"timestamp\":1,\"step\":0}"
            },
            new String[] {"POST", "runs/set-tag", "{" + id + ",\"key\":\"k\",\"value\":\"v\"}"},
            new String[] {
              "POST", "runs/log-batch", "{" + id + ",\"tags\":[{\"key\":\"k\",\"value\":\"v\"}]}"
            },
            new String[] {"POST", "experiments/delete", "{" + of + "}"},
            new String[] {"POST", "experiments/update", "{" + of + ",\"new_name\":\"x\"}"},
            new String[] {"PATCH", "logged-models/" + model, "{\"status\":\"LOGGED_MODEL_READY\"}"},
            new String[] {"DELETE", "logged-models/" + model, ""},
            new String[] {"DELETE", "registered-models/delete", "{" + name + "}"},
            new String[] {
              "PATCH", "registered-models/update", "{" + name + ",\"description\":\"x\"}"
            },
            new String[] {"DELETE", "registered-models/delete", "{\"name\":\"team-a/hidden\"}"},
            new String[] {
              "POST",
              "model-versions/transition-stage",
              "{" + name + ",\"version\":\"1\",\"stage\":\"Staging\"}"
            },
            new String[] {"DELETE", "webhooks/" + webhook, ""})) {
      HttpResponse<String> answer =
          send(WorkspaceName.DEFAULT, call[0], "/api/2.0/mlflow/" + call[1], call[2]);
      assertThat(answer.statusCode()).as(call[1] + ": " + answer.body()).isBetween(400, 499);
    }
    for (String[] call :
        List.of(
            new String[] {"PATCH", "traces/" + trace + "/tags", "{\"key\":\"k\",\"value\":\"v\"}"},
            new String[] {
              "POST", "traces/delete-traces", "{" + of + ",\"request_ids\":[\"" + trace + "\"]}"
            },
            new String[] {"DELETE", "datasets/" + dataset, ""},
            new String[] {"DELETE", "scorers/delete", "{" + of + "," + name + "}"})) {
      HttpResponse<String> answer =
          send(WorkspaceName.DEFAULT, call[0], "/api/3.0/mlflow/" + call[1], call[2]);
      assertThat(answer.statusCode()).as(call[1] + ": " + answer.body()).isLessThan(500);
    }
    HttpResponse<String> put =
        send(
            WorkspaceName.DEFAULT,
            "PUT",
            "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/g.txt",
            "x");
    assertThat(put.statusCode()).isEqualTo(404);
    assertThat(server.state()).isEqualTo(before);
  }
}
