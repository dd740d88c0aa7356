package io.noria.protocols.mlflow.space;

import io.noria.base.NoriaException;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.WorkspaceStore;
import java.util.List;
import java.util.Set;

/** What is in the request's workspace. What is in another is not there, and said to be so. */
record Membership(WorkspaceStore workspaces) {
  boolean has(ExperimentId experiment) {
    return workspaces.holds(Space.current(), experiment);
  }

  void check(ExperimentId experiment) {
    if (!has(experiment)) {
      throw missing("experiment", experiment);
    }
  }

  void check(RunId run) {
    if (!workspaces.holds(Space.current(), run)) {
      throw missing("run", run);
    }
  }

  void check(LoggedModelId model) {
    if (!workspaces.holds(Space.current(), model)) {
      throw missing("logged model", model);
    }
  }

  void check(ArtifactRoot root) {
    String value = root.value();
    check(new ExperimentId(value.substring(0, value.indexOf('/'))));
  }

  List<ExperimentId> experiments(List<ExperimentId> asked) {
    Set<ExperimentId> mine = workspaces.experimentsOf(Space.current(), asked);
    return asked.stream().filter(mine::contains).toList();
  }

  List<RunId> runs(List<RunId> asked) {
    Set<RunId> mine = workspaces.runsOf(Space.current(), asked);
    return asked.stream().filter(mine::contains).toList();
  }

  static NoriaException missing(String what, Object id) {
    return NoriaException.notFound(
        what + ": no " + what + " '" + Limits.shown(id.toString()) + "'");
  }
}
