package io.noria.registry;

import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.tracking.Workspace;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models and webhooks of workspaces, on any database. */
public abstract class RegistryWorkspacesContract extends RegistryContract {
  private static final WorkspaceName A = new WorkspaceName("team-a");

  @BeforeEach
  void makeWorkspace() {
    tracking.workspaces().create(A, null, null);
  }

  private List<String> names(WorkspaceName workspace, String filter) {
    return registry.models().search(workspace, filter, List.of(), 10, null).items().stream()
        .map(RegisteredModel::name)
        .toList();
  }

  @Test
  void aModelOfAWorkspaceGoesByBothNames() {
    registry.models().create("flights", "", Map.of());
    registry.models().create("team-a/flights", "", Map.of());
    registry.models().create("team-a/other", "", Map.of());
    refused(
        INVALID_ARGUMENT,
        "'team-b/flights'",
        () -> registry.models().create("team-b/flights", "", Map.of()));
    refused(INVALID_ARGUMENT, "'x/y'", () -> registry.models().create("x/y", "", Map.of()));
    refused(INVALID_ARGUMENT, "'y/z'", () -> registry.models().create("team-a/y/z", "", Map.of()));
    assertThat(names(A, "")).containsExactly("team-a/flights", "team-a/other");
    assertThat(names(A, "name = 'flights'")).containsExactly("team-a/flights");
    assertThat(names(A, "name LIKE 'o%'")).containsExactly("team-a/other");
    assertThat(names(A, "name LIKE 'team%'")).isEmpty();
    assertThat(names(WorkspaceName.DEFAULT, "")).containsExactly("flights");
    assertThat(registry.models().search("name LIKE '%flights'", List.of(), 10, null).items())
        .hasSize(2);
    ModelVersion made =
        registry.versions().create(NewModelVersion.ofRun("team-a/flights", run(), "model", null));
    assertThat(made.id()).isEqualTo(new ModelVersionId("team-a/flights", 1));
    assertThat(ModelVersionId.of(made.id().ref())).isEqualTo(made.id());
    assertThat(registry.versions().search(A, "name = 'flights'", List.of(), 10, null).items())
        .extracting(ModelVersion::id)
        .containsExactly(made.id());
    assertThat(
            registry
                .versions()
                .search(WorkspaceName.DEFAULT, "name = 'flights'", List.of(), 10, null)
                .items())
        .isEmpty();
  }

  @Test
  void theWorkspaceGoesWithWhatIsInIt() {
    registry.models().create("team-a/flights", "", Map.of());
    registry.versions().create(NewModelVersion.ofRun("team-a/flights", run(), "model", null));
    registry.moves().setAlias(new ModelVersionId("team-a/flights", 1), "live", Reason.NONE);
    refused(
        FAILED_PRECONDITION,
        "'registered_models' still contains 1",
        () -> delete(Workspace.Deletion.RESTRICT));
    registry.models().create("flights", "", Map.of());
    refused(
        FAILED_PRECONDITION,
        "registered_models: 'flights'",
        () -> delete(Workspace.Deletion.SET_DEFAULT));
    registry.models().rename("flights", "mine");
    delete(Workspace.Deletion.SET_DEFAULT);
    assertThat(registry.versions().findByAlias("flights", "live").orElseThrow().id())
        .isEqualTo(new ModelVersionId("flights", 1));
    assertThat(registry.models().find("team-a/flights")).isEmpty();

    tracking.workspaces().create(A, null, null);
    registry.models().create("team-a/flights", "", Map.of());
    delete(Workspace.Deletion.CASCADE);
    assertThat(registry.models().find("team-a/flights")).isEmpty();
    assertThat(registry.models().find("flights")).isPresent();
  }

  private void delete(Workspace.Deletion how) {
    tracking.workspaces().delete(A, how, registry.ofWorkspaces());
  }

  @Test
  void aSourceIsSaidWithinAndKnownEverywhere() {
    assertThat(VersionSource.qualified(A, "models:/m/1")).isEqualTo("models:/team-a/m/1");
    assertThat(VersionSource.qualified(A, "models:/m-12")).isEqualTo("models:/m-12");
    assertThat(VersionSource.qualified(A, "mlflow-artifacts:/workspaces/team-a/1/r/artifacts"))
        .isEqualTo("mlflow-artifacts:/1/r/artifacts");
    assertThat(VersionSource.qualified(A, "s3://b/c")).isEqualTo("s3://b/c");
    assertThat(VersionSource.qualified(WorkspaceName.DEFAULT, "models:/m/1"))
        .isEqualTo("models:/m/1");
    assertThat(VersionSource.within(A, "models:/team-a/m/1")).isEqualTo("models:/m/1");
    assertThat(VersionSource.within(A, "mlflow-artifacts:/1/r/artifacts"))
        .isEqualTo("mlflow-artifacts:/workspaces/team-a/1/r/artifacts");
  }

  @Test
  void webhooksHearOfTheirWorkspaceByItsNames() {
    List<WebhookEvent> created = List.of(WebhookEvent.REGISTERED_MODEL_CREATED);
    WebhookChange wanted =
        new WebhookChange("hook", "https://127.0.0.1:9/x", "", created, null, true);
    Registry open = Registry.open(database, tracking, MovePolicy.FREE, true);
    Webhook mine = open.webhooks().create(A, wanted);
    Webhook usual = open.webhooks().create(wanted);
    assertThat(mine.workspace()).isEqualTo(A);
    assertThat(open.webhooks().list(A, 10, null).items()).containsExactly(mine);
    assertThat(open.webhooks().list(10, null).items()).hasSize(2);
    open.models().create("team-a/flights", "", Map.of());
    assertThat(open.webhooks().deliveries(usual.id(), 10)).isEmpty();
    assertThat(open.webhooks().deliveries(mine.id(), 10)).hasSize(1);
    String body =
        database.read(handle ->
            handle.select("SELECT body FROM webhook_deliveries").mapTo(String.class).one());
    assertThat(body).contains("\"name\":\"flights\"").contains("\"workspace\":\"team-a\"");
    open.models().delete("team-a/flights");
    refused(
        FAILED_PRECONDITION,
        "'webhooks' still contains 1",
        () -> tracking.workspaces().delete(A, Workspace.Deletion.RESTRICT, open.ofWorkspaces()));
    tracking.workspaces().delete(A, Workspace.Deletion.CASCADE, open.ofWorkspaces());
    assertThat(open.webhooks().list(10, null).items()).containsExactly(usual);
  }
}
