package io.noria.collaboration;

import io.noria.base.IdSource;
import io.noria.collaboration.sql.SqlCommentStore;
import io.noria.collaboration.sql.SqlPinStore;
import io.noria.collaboration.sql.SqlReportStore;
import io.noria.collaboration.sql.SqlViewStore;
import io.noria.storage.sql.Database;

/**
 * What people write about records. Thread-safe.
 *
 * @param comments about any record
 * @param pins what callers keep at hand
 * @param views how pages were looked at
 * @param reports text with live charts and tables
 */
public record Collaboration(
    CommentStore comments, PinStore pins, ViewStore views, ReportStore reports) {
  /** Opens the area on a migrated database; the caller closes it. */
  public static Collaboration open(Database database, IdSource ids) {
    return new Collaboration(
        new SqlCommentStore(database, ids),
        new SqlPinStore(database),
        new SqlViewStore(database, ids),
        new SqlReportStore(database, ids));
  }
}
