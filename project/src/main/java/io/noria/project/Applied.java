package io.noria.project;

import io.noria.datasets.DatasetVersion;
import io.noria.delivery.TriggerDecision;
import java.util.ArrayList;
import java.util.List;

/**
 * What applying did.
 *
 * @param project the project as it is now
 * @param changes every part, changed or not
 * @param collected what the look at the data found
 */
public record Applied(Project project, List<Change> changes, Collected collected) {
  /** Copies. */
  public Applied {
    changes = List.copyOf(changes);
  }

  /** What the look at the data found, in words: what came, what stays out, what it sets off. */
  public List<Change> found() {
    var found = new ArrayList<Change>();
    collected.accepted().forEach(version -> found.add(accepted(version)));
    collected.refused().forEach(version -> found.add(refused(version)));
    collected.revoked().forEach(version -> found.add(staysOut(version)));
    TriggerDecision decision = collected.decision();
    if (decision != null) {
      boolean turns = decision.decision() == TriggerDecision.Decision.FIRED;
      found.add(
          new Change(
              turns ? Change.Action.CREATE : Change.Action.NOTHING,
              "the wheel",
              (turns ? "turns: " : "stands still: ") + decision.why()));
    }
    return found;
  }

  private static Change accepted(DatasetVersion version) {
    return new Change(
        Change.Action.CREATE,
        "data " + version.id(),
        "has met its expectations, %,d rows of %s".formatted(version.rows(), version.source()));
  }

  private static Change refused(DatasetVersion version) {
    return new Change(
        Change.Action.NOTHING,
        "data " + version.id(),
        "is refused: "
            + String.join(
                "; ", version.failures().stream().map(DatasetVersion.Failure::message).toList()));
  }

  private static Change staysOut(DatasetVersion version) {
    DatasetVersion.Revocation revocation = version.revocation();
    return new Change(
        Change.Action.NOTHING,
        "data " + version.dataset() + "@" + version.label(),
        "%s has the content of %s, which was revoked%s; it stays out"
            .formatted(
                version.source(),
                version.id(),
                revocation == null ? "" : " (" + revocation.why() + ")"));
  }
}
