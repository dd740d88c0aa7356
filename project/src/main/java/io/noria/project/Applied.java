package io.noria.project;

import io.noria.datasets.DatasetVersion;
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

  /** What was found and stays out, because its very content was revoked. */
  public List<Change> stayingOut() {
    return collected.revoked().stream().map(Applied::staysOut).toList();
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
