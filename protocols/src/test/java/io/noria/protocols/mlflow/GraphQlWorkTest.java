package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import io.noria.registry.NewModelVersion;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphQlWorkTest {
  private static final String SEARCH =
      "mlflowSearchRuns(input: {experimentIds: [\"0\"], maxResults: 50000})";

  @TempDir private Path folder;
  private MlflowServer server;
  private final List<String> runs = new ArrayList<>();

  @BeforeEach
  void open() {
    server = MlflowServer.open(folder, InstantSource.system());
    server.registry.models().create("m", "", Map.of());
    for (int i = 0; i < 3; i++) {
      Run run = server.tracking.runs().create(NewRun.of(new ExperimentId("0"), "r" + i));
      runs.add(run.id().value());
      server.registry.versions().create(NewModelVersion.ofRun("m", run.id(), "model", null));
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private ExecutionResult ask(long most, String query) {
    return new GraphQlSchema(server.tracking, server.registry, most)
        .execute(ExecutionInput.newExecutionInput(query).build());
  }

  @Test
  void everyRunHasItsOwnVersions() {
    ExecutionResult result =
        ask(
            2_000_000,
            "{ "
                + SEARCH
                + " { runs { info { runId } experiment { name } modelVersions { runId version } } } }");
    assertThat(result.getErrors()).isEmpty();
    String data = String.valueOf(result.<Object>getData());
    for (String run : runs) {
      assertThat(data)
          .contains(
              "{info={runId=" + run + "}, experiment={name=Default}, modelVersions=[{runId=" + run);
    }
  }

  @Test
  void allRootFieldsShareOneBudget() {
    String one = "{ " + SEARCH + " { runs { info { runId } } } }";
    assertThat(ask(3_000, one).getErrors()).isEmpty();
    String two =
        "{ a: "
            + SEARCH
            + " { runs { info { runId } } } b: "
            + SEARCH
            + " { runs { info { runId } } } }";
    ExecutionResult result = ask(3_000, two);
    assertThat(result.getErrors()).isNotEmpty();
    assertThat(result.getErrors().getFirst().getMessage()).contains("too much at once");
  }

  @Test
  void fieldsOfTheAnswerCount() {
    StringBuilder query = new StringBuilder("{ " + SEARCH + " { runs {");
    for (int i = 0; i < 10; i++) {
      query.append(" i" + i + ": info {");
      for (int k = 0; k < 10; k++) {
        query.append(" k" + k + ": runId");
      }
      query.append(" }");
    }
    query.append(" } } }");
    ExecutionResult result = ask(1_800, query.toString());
    assertThat(String.valueOf(result.<Object>getData())).doesNotContain(runs.getFirst());
    assertThat(result.getErrors()).hasSize(1);
    assertThat(result.getErrors().getFirst().getMessage()).contains("too much at once");
  }
}
