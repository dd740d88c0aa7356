package io.noria.serving.sql;

import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The versions that answer, or did before the last swap: a rollback goes there. */
public final class DeployedVersions {
  private DeployedVersions() {}

  /** As {@code model/version}. */
  public static Set<String> ids(Handle handle) {
    return new HashSet<>(
        handle
            .createQuery(
                "SELECT model || '/' || CAST(version AS TEXT) FROM deployment"
                    + " WHERE version IS NOT NULL UNION"
                    + " SELECT s.from_model || '/' || CAST(s.from_version AS TEXT)"
                    + " FROM deployment_swap s JOIN (SELECT deployment, MAX(id) AS id"
                    + " FROM deployment_swap GROUP BY deployment) l ON l.id = s.id"
                    + " WHERE s.from_version IS NOT NULL AND s.from_model IS NOT NULL")
            .mapTo(String.class)
            .list());
  }
}
