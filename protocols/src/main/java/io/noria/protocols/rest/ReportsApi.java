package io.noria.protocols.rest;

import io.noria.base.Actor;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.collaboration.Collaboration;
import io.noria.collaboration.Report;
import io.noria.collaboration.ReportExport;
import io.noria.collaboration.ReportStore;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reports: text with live charts and tables. */
final class ReportsApi {
  private final ReportStore reports;
  private final ReportExport export;

  ReportsApi(Collaboration area) {
    this.reports = area.reports();
    this.export = area.export();
  }

  void routes(Routes routes) {
    String report = "/noria/v1/reports/{report}";
    routes
        .get("/noria/v1/reports", this::list)
        .post("/noria/v1/reports", this::create)
        .get(report, this::get)
        .patch(report, this::change)
        .delete(report, x -> x.send(ReportWire.of(reports.delete(x.path("report")))))
        .post(report + "/restore", x -> x.send(ReportWire.of(reports.restore(x.path("report")))))
        .get(report + "/revisions", this::revisions)
        .get(report + "/export", this::export);
  }

  private record ReportWire(
      Ref ref,
      String id,
      String title,
      @Nullable String body,
      long revision,
      String who,
      boolean mine,
      String editedBy,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant deletedAt) {
    static ReportWire of(Report report) {
      return of(report, report.body());
    }

    static ReportWire brief(Report report) {
      return of(report, null);
    }

    private static ReportWire of(Report report, @Nullable String body) {
      return new ReportWire(
          Ref.of(Ref.Kind.REPORT, report.id()),
          report.id(),
          report.title(),
          body,
          report.revision(),
          report.who(),
          report.who().equals(Actor.current()),
          report.editor(),
          report.createdAt(),
          report.updatedAt(),
          report.deletedAt());
    }
  }

  private void list(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        Items.of(
            reports.list(query.flag("deleted", false), Items.limit(query), Items.token(query)),
            ReportWire::brief));
  }

  private record ReportBody(@Nullable String title, @Nullable String body) {}

  private void create(Exchange exchange) {
    ReportBody wanted = exchange.json(ReportBody.class);
    if (wanted.title() == null) {
      throw NoriaException.invalid("title: missing (expected: one line)");
    }
    exchange.send(
        ReportWire.of(reports.create(wanted.title(), wanted.body() == null ? "" : wanted.body())));
  }

  private void get(Exchange exchange) {
    String id = exchange.path("report");
    long revision = exchange.query().number("revision", 0L, 0, Long.MAX_VALUE);
    exchange.send(ReportWire.of(revision == 0 ? reports.get(id) : reports.get(id, revision)));
  }

  private record ReportPatch(
      @Nullable Long revision, @Nullable String title, @Nullable String body) {}

  private void change(Exchange exchange) {
    ReportPatch patch = exchange.json(ReportPatch.class);
    if (patch.revision() == null) {
      throw NoriaException.invalid(
          "revision: missing (expected: the revision that the change was made from)");
    }
    exchange.send(
        ReportWire.of(
            reports.update(
                exchange.path("report"), patch.revision(), patch.title(), patch.body())));
  }

  private void revisions(Exchange exchange) {
    exchange.send(
        Items.part(
            reports.revisions(exchange.path("report")).stream().map(ReportWire::brief).toList(),
            exchange.query()));
  }

  /** One file; it has no scripts, and a browser that opens it here is told to run none. */
  private void export(Exchange exchange) {
    String id = exchange.path("report");
    byte[] html = export.html(id).getBytes(StandardCharsets.UTF_8);
    exchange.setHeader(
        "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Cache-Control", "no-store");
    if (exchange.query().flag("download", false)) {
      exchange.setHeader("Content-Disposition", "attachment; filename=\"report-" + id + ".html\"");
    }
    exchange.sendBytes(200, "text/html; charset=utf-8", html);
  }
}
