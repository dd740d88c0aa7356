package io.noria.collaboration;

import io.noria.base.NoriaException;
import io.noria.collaboration.report.ReportPage;
import io.noria.tracking.Tracking;
import java.time.InstantSource;

/** Writes reports as files. Thread-safe. */
public final class ReportExport {
  private final ReportStore reports;
  private final ReportPage page;
  private final InstantSource clock;

  ReportExport(ReportStore reports, Tracking tracking, InstantSource clock) {
    this.reports = reports;
    this.page = new ReportPage(tracking);
    this.clock = clock;
  }

  /**
   * The report as one HTML file without scripts that loads nothing, its charts and tables with the
   * data of this moment.
   *
   * @throws NoriaException NOT_FOUND when there is none or it is deleted
   */
  public String html(String id) {
    Report report = reports.get(id);
    if (report.deletedAt() != null) {
      throw NoriaException.notFound("report " + id + ": deleted (expected: restore it first)");
    }
    return page.html(report, clock.instant());
  }
}
