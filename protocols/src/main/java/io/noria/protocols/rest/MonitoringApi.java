package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.monitoring.Alert;
import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Monitoring;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.Window;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.rest.ThreadWire.ProposalWire;
import io.noria.serving.Deployments;
import io.noria.storage.lineage.Lineage;
import io.noria.thread.impact.Proposals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Windows, drift with its histograms, alerts. */
final class MonitoringApi {
  private static final int HISTORY = 60;

  private final Monitoring monitoring;
  private final Deployments deployments;
  private final Lineage lineage;
  private final Proposals proposals;

  MonitoringApi(
      Monitoring monitoring, Deployments deployments, Lineage lineage, Proposals proposals) {
    this.monitoring = monitoring;
    this.deployments = deployments;
    this.lineage = lineage;
    this.proposals = proposals;
  }

  void routes(Routes routes) {
    String one = "/noria/v1/deployments/{deployment}";
    routes
        .get(one + "/windows", this::windows)
        .get(one + "/performance", this::performance)
        .get(one + "/drift", this::drift)
        .get(one + "/drift/{column}", this::column)
        .get(one + "/distribution", this::distribution)
        .get(one + "/alerts", x -> alerts(x, deployment(x)))
        .get("/noria/v1/alerts", x -> alerts(x, x.query().orNull("deployment")))
        .get("/noria/v1/alerts/{alert}", x -> x.send(shown(monitoring.alert(x.path("alert")))))
        .post("/noria/v1/alerts/{alert}/silence", this::silence)
        .delete("/noria/v1/alerts/{alert}/silence", this::unsilence)
        .post("/noria/v1/alerts/{alert}/resolve", this::resolve);
  }

  private String deployment(Exchange exchange) {
    return deployments.get(exchange.path("deployment")).name();
  }

  private void windows(Exchange exchange) {
    String deployment = deployment(exchange);
    Query query = exchange.query();
    WatchSpec spec = monitoring.spec(deployment).orElse(null);
    exchange.send(
        Items.all(
            monitoring.windows(deployment, query.instant("from"), query.instant("to")).stream()
                .map(window -> MonitoringWire.WindowWire.of(window, spec))
                .toList()));
  }

  /** Any stretch of event time: as it was answered, and by the model that was never retrained. */
  private void performance(Exchange exchange) {
    String deployment = deployment(exchange);
    Instant from = instant(exchange, "from");
    Instant to = instant(exchange, "to");
    if (!from.isBefore(to)) {
      throw NoriaException.invalid("from: " + from + " (expected: before to, " + to + ")");
    }
    exchange.send(
        new MonitoringWire.Stretch(
            from,
            to,
            MonitoringWire.Scores.of(monitoring.performance(deployment, from, to, false)),
            MonitoringWire.Scores.of(monitoring.performance(deployment, from, to, true))));
  }

  private static Instant instant(Exchange exchange, String name) {
    Instant instant = exchange.query().instant(name);
    if (instant == null) {
      throw NoriaException.invalid(
          name + ": missing (expected: a moment such as 2013-04-01T00:00:00Z)");
    }
    return instant;
  }

  private void drift(Exchange exchange) {
    String deployment = deployment(exchange);
    Optional<Window> found = window(exchange, deployment);
    if (found.isEmpty()) {
      exchange.send(new MonitoringWire.DriftTable(null, null, null, "no window yet", List.of()));
      return;
    }
    Window window = found.get();
    List<Window> before =
        monitoring.windows(deployment, null, window.to()).reversed().stream()
            .limit(HISTORY)
            .toList()
            .reversed();
    List<MonitoringWire.DriftRow> rows = new ArrayList<>();
    for (ColumnDrift drift : columns(window)) {
      rows.add(
          MonitoringWire.DriftRow.of(
              drift, since(before, drift.column()), history(before, drift.column())));
    }
    rows.sort(
        Comparator.comparing(MonitoringWire.DriftRow::over)
            .thenComparing(row -> row.psi() == null ? -1 : row.psi())
            .reversed()
            .thenComparing(MonitoringWire.DriftRow::column));
    exchange.send(
        new MonitoringWire.DriftTable(
            window.ref(),
            window.from(),
            window.to(),
            window.model()
                + " version "
                + window.version()
                + ": a sample of the rows it was trained on",
            rows));
  }

  private static List<ColumnDrift> columns(Window window) {
    List<ColumnDrift> all = new ArrayList<>(window.features());
    if (window.prediction() != null) {
      all.add(window.prediction());
    }
    return all;
  }

  static Optional<ColumnDrift> column(Window window, String column) {
    return columns(window).stream().filter(drift -> drift.column().equals(column)).findFirst();
  }

  /** End of the first of the windows in a row that are over the threshold until the last. */
  static @Nullable Instant since(List<Window> windows, String column) {
    Instant since = null;
    for (Window window : windows.reversed()) {
      if (column(window, column).filter(ColumnDrift::drifted).isEmpty()) {
        return since;
      }
      since = window.to();
    }
    return since;
  }

  private static List<MonitoringWire.DriftHistory> history(List<Window> windows, String column) {
    return windows.stream()
        .map(window ->
            new MonitoringWire.DriftHistory(
                window.to(), column(window, column).map(d -> Shown.finite(d.value())).orElse(null)))
        .toList();
  }

  private Optional<Window> window(Exchange exchange, String deployment) {
    String asked = exchange.query().orNull("window");
    if (asked == null) {
      return monitoring.latest(deployment);
    }
    String id = asked.substring(asked.lastIndexOf('/') + 1);
    Window window = monitoring.window(id);
    if (!window.deployment().equals(deployment)) {
      throw NoriaException.notFound("window " + asked + ": not of deployment " + deployment);
    }
    return Optional.of(window);
  }

  private void column(Exchange exchange) {
    String deployment = deployment(exchange);
    Window window =
        window(exchange, deployment)
            .orElseThrow(
                () -> NoriaException.notFound("deployment " + deployment + ": no window yet"));
    String column = exchange.path("column");
    ColumnDrift drift =
        column(window, column)
            .orElseThrow(() ->
                NoriaException.notFound(
                    "column "
                        + column
                        + ": not watched (expected: one of "
                        + columns(window).stream().map(ColumnDrift::column).toList()
                        + ")"));
    exchange.send(MonitoringWire.Histogram.of(window, drift));
  }

  private record ScoreWindow(Instant from, Instant to, @Nullable Double mean, long rows) {}

  private record Distribution(
      @Nullable Ref window,
      List<Double> edges,
      List<String> categories,
      List<Long> reference,
      List<Long> current,
      List<ScoreWindow> byWindow) {}

  private void distribution(Exchange exchange) {
    Query query = exchange.query();
    List<Window> windows =
        monitoring.windows(deployment(exchange), query.instant("from"), query.instant("to"));
    Window last = windows.isEmpty() ? null : windows.getLast();
    ColumnDrift score = last == null ? null : last.prediction();
    List<ScoreWindow> all =
        windows.stream()
            .map(window -> new ScoreWindow(window.from(), window.to(), null, window.rows()))
            .toList();
    exchange.send(
        last == null || score == null
            ? new Distribution(null, List.of(), List.of(), List.of(), List.of(), all)
            : new Distribution(
                last.ref(),
                score.edges(),
                score.categories(),
                score.reference(),
                score.current(),
                all));
  }

  private void alerts(Exchange exchange, @Nullable String deployment) {
    String status = exchange.query().orNull("status");
    if (status != null && !List.of("open", "resolved", "silenced").contains(status)) {
      throw NoriaException.invalid("status: " + status + " (expected: open, resolved or silenced)");
    }
    boolean openOnly = status != null && !status.equals("resolved");
    exchange.send(
        Items.part(
            monitoring.alerts(deployment, openOnly).stream()
                .map(this::shown)
                .filter(alert -> status == null || alert.status().equals(status))
                .toList(),
            exchange.query()));
  }

  /** The alert as every answer shows it. */
  MonitoringWire.AlertWire shown(Alert alert) {
    return MonitoringWire.AlertWire.of(
        alert, monitoring.spec(alert.deployment()).orElse(null), lineage, proposal(alert));
  }

  /** The way away from revoked data, as long as the deployment has not gone it. */
  private @Nullable ProposalWire proposal(Alert alert) {
    boolean wanted =
        alert.watch().equals(Alert.REVOKED_DATA)
            && alert.state() == Alert.State.OPEN
            && deployments.find(alert.deployment()).isPresent();
    return wanted ? ProposalWire.of(proposals.of(alert.deployment())) : null;
  }

  private record SilenceBody(@Nullable Instant until, @Nullable String why) {}

  private void silence(Exchange exchange) {
    SilenceBody body = exchange.json(SilenceBody.class);
    if (body.until() == null || body.why() == null) {
      throw NoriaException.invalid("until, why: missing (expected: event time, and the reason)");
    }
    exchange.send(shown(monitoring.silence(exchange.path("alert"), body.until(), body.why())));
  }

  private void unsilence(Exchange exchange) {
    Alert alert = monitoring.alert(exchange.path("alert"));
    exchange.send(shown(monitoring.silence(alert.id(), alert.raisedAt(), "silence ended")));
  }

  private record WhyBody(@Nullable String why) {}

  private void resolve(Exchange exchange) {
    String why = exchange.json(WhyBody.class).why();
    if (why == null || why.isBlank()) {
      throw NoriaException.invalid("why: missing (expected: the reason)");
    }
    exchange.send(shown(monitoring.resolve(exchange.path("alert"), why)));
  }
}
