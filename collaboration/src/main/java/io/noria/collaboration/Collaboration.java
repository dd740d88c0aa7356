package io.noria.collaboration;

import io.noria.base.IdSource;
import io.noria.collaboration.sql.SqlCommentStore;
import io.noria.collaboration.sql.SqlPinStore;
import io.noria.collaboration.sql.SqlReportStore;
import io.noria.collaboration.sql.SqlViewStore;
import io.noria.storage.sql.Database;
import io.noria.tracking.Tracking;
import java.time.InstantSource;

/**
 * What people write about records. Thread-safe.
 *
 * @param comments about any record
 * @param pins what callers keep at hand
 * @param views how pages were looked at
 * @param reports text with live charts and tables
 * @param export reports as files
 */
public record Collaboration(
    CommentStore comments,
    PinStore pins,
    ViewStore views,
    ReportStore reports,
    ReportExport export) {
  /**
   * Opens the area on a migrated database; the caller closes it.
   *
   * @param tracking where the runs are that reports show
   */
  public static Collaboration open(
      Database database, Tracking tracking, InstantSource clock, IdSource ids) {
    ReportStore reports = new SqlReportStore(database, ids);
    return new Collaboration(
        new SqlCommentStore(database, ids),
        new SqlPinStore(database),
        new SqlViewStore(database, ids),
        reports,
        new ReportExport(reports, tracking, clock));
  }

  /** What is written about a model and its versions goes by the model's new name. */
  public void renamed(String model, String newName) {
    comments.renamed(model, newName);
    pins.renamed(model, newName);
  }
}
