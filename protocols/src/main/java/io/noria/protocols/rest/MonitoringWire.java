package io.noria.protocols.rest;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import io.noria.monitoring.Alert;
import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Performance;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.Window;
import io.noria.protocols.rest.ThreadWire.ProposalWire;
import io.noria.stats.Metrics;
import io.noria.storage.lineage.Lineage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Windows, drift and alerts on the wire. */
final class MonitoringWire {
  private MonitoringWire() {}

  record WindowWire(
      Ref ref,
      String id,
      Instant from,
      Instant to,
      long predictions,
      long labelled,
      double coverage,
      int modelVersion,
      Map<String, Double> performance,
      Map<String, Double> change,
      @Nullable Map<String, Double> first,
      @Nullable String metric,
      boolean lowerIsBetter,
      long drifted,
      @Nullable Double p50Ms,
      @Nullable Double p99Ms,
      boolean pending) {
    static WindowWire of(Window window, @Nullable WatchSpec spec) {
      Performance served = window.served();
      Performance first = window.first();
      return new WindowWire(
          window.ref(),
          window.id(),
          window.from(),
          window.to(),
          window.rows(),
          served.labelled(),
          served.coverage(),
          window.version(),
          Shown.finite(served.metrics()),
          change(window, spec),
          first == null ? null : Shown.finite(first.metrics()),
          served.metric(),
          lower(served.metric()),
          window.driftedFeatures(),
          Shown.finite(window.system().p50Millis()),
          Shown.finite(window.system().p99Millis()),
          false);
    }

    private static Map<String, Double> change(Window window, @Nullable WatchSpec spec) {
      Map<String, Double> change = new TreeMap<>();
      Performance watched = window.watched();
      Double since = watched == null ? null : watched.sincePromotion();
      if (since != null && spec != null && spec.performance() != null) {
        change.put(spec.performance().metric(), since);
      }
      return change;
    }
  }

  /** Whether a lower value of the metric is better; false where none is looked at. */
  private static boolean lower(@Nullable String metric) {
    return metric != null && Metrics.lowerIsBetter(metric);
  }

  record DriftTable(
      @Nullable Ref window,
      @Nullable Instant from,
      @Nullable Instant to,
      String reference,
      List<DriftRow> items) {}

  record DriftRow(
      String column,
      String type,
      @Nullable String test,
      @Nullable Double value,
      @Nullable Double pValue,
      @Nullable Double threshold,
      boolean over,
      @Nullable Instant since,
      @Nullable Double psi,
      @Nullable Double ks,
      List<DriftHistory> history) {
    static DriftRow of(ColumnDrift drift, @Nullable Instant since, List<DriftHistory> history) {
      return new DriftRow(
          drift.column(),
          drift.numeric() ? "number" : "category",
          drift.test(),
          Shown.finite(drift.value()),
          Shown.finite(drift.numeric() ? drift.ksP() : drift.chiSquareP()),
          Shown.finite(drift.threshold()),
          drift.drifted(),
          since,
          Shown.finite(drift.psi()),
          Shown.finite(drift.ksStatistic()),
          history);
    }
  }

  record DriftHistory(Instant to, @Nullable Double value) {}

  record Histogram(
      String column,
      String kind,
      Ref window,
      Instant from,
      Instant to,
      List<Double> edges,
      List<String> categories,
      List<Long> reference,
      List<Long> current,
      long referenceRows,
      long currentRows,
      long referenceMissing,
      long currentMissing,
      @Nullable String test,
      @Nullable Double value,
      @Nullable Double threshold,
      boolean over) {
    static Histogram of(Window window, ColumnDrift drift) {
      return new Histogram(
          drift.column(),
          drift.numeric() ? "number" : "category",
          window.ref(),
          window.from(),
          window.to(),
          drift.edges(),
          drift.categories(),
          drift.reference(),
          drift.current(),
          drift.referenceRows(),
          drift.currentRows(),
          drift.referenceNulls(),
          drift.currentNulls(),
          drift.test(),
          Shown.finite(drift.value()),
          Shown.finite(drift.threshold()),
          drift.drifted());
    }
  }

  record AlertWire(
      Ref ref,
      String id,
      String deployment,
      String watch,
      String column,
      @Nullable String test,
      String status,
      int version,
      Instant openedAt,
      @Nullable Instant resolvedAt,
      Instant recordedAt,
      @Nullable Double value,
      @Nullable Double threshold,
      String summary,
      @Nullable Instant silencedUntil,
      List<ChangeWire> history,
      List<Ref> caused,
      @Nullable ProposalWire proposal) {
    static AlertWire of(
        Alert alert, @Nullable WatchSpec spec, Lineage lineage, @Nullable ProposalWire proposal) {
      return new AlertWire(
          alert.ref(),
          alert.id(),
          alert.deployment(),
          alert.watch(),
          alert.column(),
          test(alert, spec),
          alert.state() == Alert.State.RESOLVED
              ? "resolved"
              : alert.silencedUntil() == null ? "open" : "silenced",
          alert.version(),
          alert.raisedAt(),
          alert.resolvedAt(),
          alert.history().isEmpty() ? alert.raisedAt() : alert.history().getFirst().recordedAt(),
          Shown.finite(alert.value()),
          Shown.finite(alert.threshold()),
          alert.summary(),
          alert.silencedUntil(),
          alert.history().stream().map(change -> ChangeWire.of(alert, change)).toList(),
          lineage.outOf(alert.ref()).stream().map(LineageEdge::to).toList(),
          proposal);
    }

    private static @Nullable String test(Alert alert, @Nullable WatchSpec spec) {
      if (spec == null) {
        return null;
      }
      return switch (alert.watch()) {
        case "features" -> spec.features() == null ? null : spec.features().test();
        case "prediction" -> spec.prediction() == null ? null : spec.prediction().test();
        case Alert.REVOKED_DATA -> null;
        default -> spec.performance() == null ? null : spec.performance().metric();
      };
    }
  }

  record ChangeWire(
      Instant at,
      Instant recordedAt,
      String what,
      @Nullable Double value,
      String by,
      String why,
      @Nullable Ref window) {
    static ChangeWire of(Alert alert, Alert.Change change) {
      return new ChangeWire(
          change.eventTime(),
          change.recordedAt(),
          change.what(),
          Shown.finite(change.value()),
          change.who(),
          change.why(),
          change.windowId() == null
              ? null
              : Ref.of(Ref.Kind.WINDOW, alert.deployment() + "/" + change.windowId()));
    }
  }

  /** Performance over a stretch of event time. */
  record Stretch(Instant from, Instant to, Scores champion, Scores first) {}

  /** What was right, of how many rows with a label. */
  record Scores(
      long rows,
      long labelled,
      double coverage,
      Map<String, Double> metrics,
      @Nullable String metric,
      boolean lowerIsBetter) {
    static Scores of(Performance performance) {
      return new Scores(
          performance.rows(),
          performance.labelled(),
          performance.coverage(),
          Shown.finite(performance.metrics()),
          performance.metric(),
          lower(performance.metric()));
    }
  }
}
