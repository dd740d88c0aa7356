package io.noria.tracking;

import static io.noria.base.ErrorCode.ALREADY_EXISTS;
import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.sql.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What workspaces do, on any database. */
public abstract class WorkspaceStoreContract extends TrackingContract {
  private static final WorkspaceName A = new WorkspaceName("team-a");
  private static final WorkspaceName B = new WorkspaceName("team-b");

  private WorkspaceStore workspaces() {
    return tracking.workspaces();
  }

  private ExperimentId experiment(WorkspaceName workspace, String name) {
    return tracking.experiments().create(workspace, name, Map.of(), null);
  }

  private List<ExperimentId> found(WorkspaceName workspace) {
    ExperimentSearch all = new ExperimentSearch("", View.ALL, List.of("name"), 100, null);
    return tracking.experiments().search(all.in(workspace)).items().stream()
        .map(Experiment::id)
        .toList();
  }

  @Test
  void whatWasThereIsInTheDefaultWorkspace() {
    assertThat(workspaces().list()).extracting(w -> w.name().value()).containsExactly("default");
    assertThat(tracking.experiments().get(ExperimentId.DEFAULT).workspace())
        .isEqualTo(WorkspaceName.DEFAULT);
  }

  @Test
  void aWorkspaceIsMadeAndChanged() {
    Workspace made = workspaces().create(A, "what it is", " s3://bucket/a/ ");
    assertThat(made.artifactRoot()).isEqualTo("s3://bucket/a");
    assertThat(workspaces().get(A)).isEqualTo(made);
    refused(ALREADY_EXISTS, "'team-a'", () -> workspaces().create(A, null, null));
    refused(INVALID_ARGUMENT, "default", () -> workspaces().create(WorkspaceName.DEFAULT, "", ""));
    Workspace changed = workspaces().update(A, null, "");
    assertThat(changed.description()).isEqualTo("what it is");
    assertThat(changed.artifactRoot()).isNull();
    refused(NOT_FOUND, "'team-b'", () -> workspaces().update(B, "x", null));
    for (String root : List.of("file:///etc", "/etc", "relative", "s3://a/../b", "s3://a?b")) {
      refused(INVALID_ARGUMENT, "expected: empty", () -> workspaces().create(B, null, root));
    }
    assertThat(workspaces().exists(B)).isFalse();
  }

  @Test
  void namesAreAsMlflowHasThem() {
    for (String name : List.of("", "a", "A-b", "a_b", "-a", "a-", "api", "x".repeat(64), "a~1")) {
      refused(INVALID_ARGUMENT, "workspace name", () -> WorkspaceName.parse(name));
    }
    assertThat(WorkspaceName.parse("a".repeat(63)).isDefault()).isFalse();
  }

  @Test
  void aNameIsTakenWithinItsWorkspace() {
    workspaces().create(A, null, null);
    workspaces().create(B, null, "gs://bucket");
    ExperimentId first = experiment(A, "x");
    ExperimentId second = experiment(B, "x");
    ExperimentId third = experiment(WorkspaceName.DEFAULT, "x");
    refused(ALREADY_EXISTS, "'x'", () -> experiment(A, "x"));
    refused(NOT_FOUND, "team-c", () -> experiment(new WorkspaceName("team-c"), "x"));
    assertThat(tracking.experiments().find(A, "x").orElseThrow().id()).isEqualTo(first);
    assertThat(tracking.experiments().find("x").orElseThrow().id()).isEqualTo(third);
    assertThat(tracking.experiments().ensure("x")).isEqualTo(third);
    assertThat(tracking.experiments().get(first).artifactLocation()).isNull();
    assertThat(tracking.experiments().get(second).artifactLocation())
        .isEqualTo("gs://bucket/" + second);
    ExperimentId other = experiment(A, "y");
    refused(ALREADY_EXISTS, "'x'", () -> tracking.experiments().rename(other, "x"));
    tracking.experiments().rename(second, "y");
    assertThat(found(A)).containsExactly(first, other);
    assertThat(found(B)).containsExactly(second);
    assertThat(tracking.experiments().search(ExperimentSearch.active()).items()).hasSize(5);
  }

  @Test
  void membershipIsTheExperiments() {
    workspaces().create(A, null, null);
    ExperimentId in = experiment(A, "x");
    RunId run = tracking.runs().create(NewRun.of(in, "r")).id();
    LoggedModelId model =
        tracking
            .loggedModels()
            .create(new NewLoggedModel(in, "m", run, "", Map.of(), Map.of()))
            .id();
    assertThat(workspaces().holds(A, in)).isTrue();
    assertThat(workspaces().holds(A, run)).isTrue();
    assertThat(workspaces().holds(A, model)).isTrue();
    assertThat(workspaces().holds(WorkspaceName.DEFAULT, run)).isFalse();
    assertThat(workspaces().holds(WorkspaceName.DEFAULT, model)).isFalse();
    assertThat(workspaces().holds(A, ExperimentId.DEFAULT)).isFalse();
    assertThat(workspaces().experimentsOf(A, List.of(ExperimentId.DEFAULT, in, in)))
        .containsExactly(in);
    assertThat(workspaces().runsOf(A, List.of(run))).containsExactly(run);
    assertThat(workspaces().runsOf(B, List.of(run))).isEmpty();
    assertThat(workspaces().runsOf(B, List.of())).isEmpty();
  }

  @Test
  void deletionIsRefusedMovesOrDeletes() {
    workspaces().create(A, null, null);
    ExperimentId in = experiment(A, "x");
    RunId run = tracking.runs().create(NewRun.of(in, "r")).id();
    refused(FAILED_PRECONDITION, "still contains 1", () -> delete(A, Workspace.Deletion.RESTRICT));
    ExperimentId taken = experiment(WorkspaceName.DEFAULT, "x");
    refused(
        FAILED_PRECONDITION, "experiments: 'x'", () -> delete(A, Workspace.Deletion.SET_DEFAULT));
    assertThat(workspaces().exists(A)).isTrue();
    tracking.experiments().rename(taken, "y");
    delete(A, Workspace.Deletion.SET_DEFAULT);
    assertThat(workspaces().exists(A)).isFalse();
    assertThat(tracking.experiments().find("x").orElseThrow().id()).isEqualTo(in);

    workspaces().create(A, null, null);
    ExperimentId again = experiment(A, "z");
    RunId gone = tracking.runs().create(NewRun.of(again, "r")).id();
    delete(A, Workspace.Deletion.CASCADE);
    assertThat(tracking.experiments().get(again).lifecycle()).isEqualTo(Lifecycle.DELETED);
    assertThat(tracking.runs().get(gone).info().lifecycle()).isEqualTo(Lifecycle.DELETED);
    assertThat(tracking.runs().get(run).info().lifecycle()).isEqualTo(Lifecycle.ACTIVE);
    workspaces().create(A, null, null);
    assertThat(found(A)).isEmpty();
    experiment(A, "z");
    tracking.experiments().restore(again);
    assertThat(tracking.experiments().get(again).workspace()).isEqualTo(WorkspaceName.DEFAULT);
    assertThat(tracking.runs().get(gone).info().lifecycle()).isEqualTo(Lifecycle.ACTIVE);
    refused(NOT_FOUND, "'team-b'", () -> delete(B, Workspace.Deletion.CASCADE));
    refused(
        INVALID_ARGUMENT,
        "reserved",
        () -> delete(WorkspaceName.DEFAULT, Workspace.Deletion.CASCADE));
  }

  private void delete(WorkspaceName name, Workspace.Deletion how) {
    workspaces().delete(name, how, List.of());
  }

  @Test
  void whatOtherAreasKeepIsAskedAndDeletedWithIt() {
    workspaces().create(A, null, null);
    List<String> asked = new ArrayList<>();
    WorkspaceContents others =
        new WorkspaceContents() {
          @Override
          public String kind() {
            return "things";
          }

          @Override
          public long count(Transaction tx, WorkspaceName workspace) {
            return 2;
          }

          @Override
          public List<String> conflicts(Transaction tx, WorkspaceName workspace) {
            return List.of();
          }

          @Override
          public void moveToDefault(Transaction tx, WorkspaceName workspace) {
            asked.add("move " + workspace);
          }

          @Override
          public void delete(Transaction tx, WorkspaceName workspace) {
            asked.add("delete " + workspace);
          }
        };
    refused(
        FAILED_PRECONDITION,
        "table 'things' still contains 2",
        () -> workspaces().delete(A, Workspace.Deletion.RESTRICT, List.of(others)));
    workspaces().delete(A, Workspace.Deletion.CASCADE, List.of(others));
    assertThat(asked).containsExactly("delete team-a");
  }
}
