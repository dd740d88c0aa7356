package io.noria.protocols.rest.loop;

import io.noria.base.Ref;
import io.noria.monitoring.Alert;
import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Performance;
import io.noria.monitoring.Window;
import io.noria.stats.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates windows and alerts into the lanes of the loop's page. Pure. */
final class LoopMonitoring {
  private LoopMonitoring() {}

  /** The watched metric of the champion and of the first model, window by window. */
  static LoopWire.Performance performance(String metric, List<Window> windows) {
    List<LoopWire.Point> champion = new ArrayList<>();
    List<LoopWire.Point> first = new ArrayList<>();
    for (Window window : windows) {
      champion.add(point(window, window.served(), metric, window.version()));
      Performance never = window.first();
      if (never != null) {
        first.add(point(window, never, metric, never.version()));
      }
    }
    return new LoopWire.Performance(
        metric,
        Metrics.lowerIsBetter(metric),
        List.of(new LoopWire.Series("champion", champion), new LoopWire.Series("first", first)));
  }

  private static LoopWire.Point point(
      Window window, Performance performance, String metric, @Nullable Integer version) {
    boolean auc = metric.equals("auc");
    return new LoopWire.Point(
        window.ref().toString(),
        performance.from(),
        performance.to(),
        performance.metrics().get(metric),
        auc ? performance.aucLow() : null,
        auc ? performance.aucHigh() : null,
        performance.coverage(),
        performance.rows(),
        version);
  }

  /** Every watched column over the windows, the worst of the latest window first. */
  static List<LoopWire.Drift> drift(List<Window> windows) {
    Map<String, List<Seen>> byColumn = new LinkedHashMap<>();
    for (Window window : windows) {
      window.features().forEach(column -> see(byColumn, window, column));
      ColumnDrift prediction = window.prediction();
      if (prediction != null) {
        see(byColumn, window, prediction);
      }
    }
    List<LoopWire.Drift> drift = new ArrayList<>();
    byColumn.forEach((column, seen) -> drift.add(drift(column, seen)));
    drift.sort(Comparator.comparingDouble(LoopMonitoring::badness).reversed());
    return drift;
  }

  private record Seen(Window window, ColumnDrift drift) {}

  private static void see(Map<String, List<Seen>> byColumn, Window window, ColumnDrift drift) {
    if (drift.test() != null && drift.threshold() != null) {
      byColumn
          .computeIfAbsent(drift.column(), column -> new ArrayList<>())
          .add(new Seen(window, drift));
    }
  }

  private static LoopWire.Drift drift(String column, List<Seen> seen) {
    List<LoopWire.DriftPoint> points = new ArrayList<>();
    Instant since = null;
    for (Seen one : seen) {
      boolean over = one.drift().drifted();
      since = over ? (since == null ? one.window().to() : since) : null;
      points.add(
          new LoopWire.DriftPoint(
              one.window().ref().toString(),
              one.window().from(),
              one.window().to(),
              one.drift().value(),
              over));
    }
    ColumnDrift latest = seen.getLast().drift();
    Double threshold = latest.threshold();
    String test = latest.test();
    return new LoopWire.Drift(
        column,
        test == null ? "" : test,
        threshold == null ? 0 : threshold,
        latest.value(),
        since,
        points);
  }

  /** How far beyond its threshold; a p-value is bad when it is small. */
  private static double badness(LoopWire.Drift drift) {
    Double now = drift.now();
    if (now == null) {
      return Double.NEGATIVE_INFINITY;
    }
    boolean smallIsBad = drift.test().endsWith("_p") || drift.test().equals("ks");
    return smallIsBad ? -now : now / Math.max(drift.threshold(), 1e-12);
  }

  /** An alert with its history and what it set going. */
  static LoopWire.AlertMark alert(Alert alert, List<String> caused) {
    boolean silenced = alert.state() == Alert.State.OPEN && alert.silencedUntil() != null;
    return new LoopWire.AlertMark(
        alert.ref().toString(),
        alert.id(),
        alert.deployment(),
        alert.watch(),
        alert.column().isEmpty() ? null : alert.column(),
        silenced ? "silenced" : alert.state() == Alert.State.OPEN ? "open" : "resolved",
        alert.version(),
        alert.raisedAt(),
        alert.resolvedAt(),
        alert.history().isEmpty() ? alert.raisedAt() : alert.history().getFirst().recordedAt(),
        alert.value(),
        alert.threshold(),
        alert.summary(),
        alert.silencedUntil(),
        alert.history().stream().map(change -> change(alert, change)).toList(),
        caused);
  }

  private static LoopWire.AlertChange change(Alert alert, Alert.Change change) {
    String window = change.windowId();
    return new LoopWire.AlertChange(
        change.eventTime(),
        change.recordedAt(),
        change.what(),
        change.value(),
        change.who(),
        change.why(),
        window == null
            ? null
            : Ref.of(Ref.Kind.WINDOW, alert.deployment() + "/" + window).toString());
  }
}
