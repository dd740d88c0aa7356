package io.noria.protocols.rest;

import io.noria.protocols.http.EventStream;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunListener;
import io.noria.tracking.RunStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Metric histories and their live stream. */
final class MetricsApi {
  private static final int USUAL_POINTS = 10_000;
  private static final int MOST_POINTS = 1_000_000;
  private static final int WAITING = 1000;

  /** How many points of another server's are sent at once; all of them when there are fewer. */
  private static final int MOST_OTHERS = 2_500;

  private static final Comparator<Metric> BY_POSITION =
      Comparator.comparingLong(Metric::step)
          .thenComparing(Metric::timestamp)
          .thenComparingDouble(Metric::value);

  private final RunStore runs;
  private final RunsApi shown;

  MetricsApi(RunStore runs, RunsApi shown) {
    this.runs = runs;
    this.shown = shown;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/runs/{run}/metrics", this::histories)
        .get("/noria/v1/runs/{run}/stream", this::stream, Routes.Option.STREAM);
  }

  private record HistoriesWire(List<MetricSeries> series) {}

  private void histories(Exchange exchange) {
    RunId id = new RunId(exchange.path("run"));
    Query query = exchange.query();
    long from = query.number("from_step", Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    long to = query.number("to_step", Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    int most = query.number("max_points", USUAL_POINTS, 2, MOST_POINTS);
    Run run = runs.get(id);
    List<MetricSeries> series = new ArrayList<>();
    for (String key : keys(query, run)) {
      series.add(MetricSeries.of(key, runs.thinned(id, key, from, to, most)));
    }
    exchange.send(new HistoriesWire(series));
  }

  private static List<String> keys(Query query, Run run) {
    String keys = query.orNull("keys");
    return keys == null
        ? run.data().metrics().stream().map(Metric::key).sorted().toList()
        : List.of(keys.split(","));
  }

  private void stream(Exchange exchange) throws Exception {
    RunId id = new RunId(exchange.path("run"));
    runs.get(id);
    BlockingQueue<List<Metric>> news = new ArrayBlockingQueue<>(WAITING);
    AtomicBoolean overrun = new AtomicBoolean();
    RunListener listener =
        (run, points) -> {
          if (!news.offer(points)) {
            overrun.set(true);
          }
        };
    try (RunListener.Subscription subscription = runs.listen(id, listener);
        EventStream events = exchange.sendEvents()) {
      Sent sent = new Sent();
      // A reader too slow for the run's pace is let go; it reloads and listens again.
      while (!exchange.stopping() && !overrun.get()) {
        sendPoints(events, news, sent.latest);
        events.whenThere(() -> sendChanges(events, id, sent));
        State last = sent.state;
        if (last != null && last.ended() && news.isEmpty()) {
          return;
        }
      }
    }
  }

  /** What the reader has: the newest point of each metric, and the run around them. */
  private static final class Sent {
    private final Map<String, Metric> latest = new HashMap<>();
    private @Nullable State state;
  }

  private void sendChanges(EventStream events, RunId id, Sent sent) throws Exception {
    Run run = runs.get(id);
    sendOthers(events, run, sent.latest, sent.state == null);
    State now = State.of(run);
    if (now.equals(sent.state)) {
      events.heartbeat();
    } else {
      events.send(null, "run", WireJson.bytes(shown.shown(id)));
      sent.state = now;
    }
  }

  /**
   * Points that another server on the same database took in: nobody tells this one of them, but a
   * metric's latest point is then another than the one that was sent last.
   */
  private void sendOthers(EventStream events, Run run, Map<String, Metric> latest, boolean first)
      throws Exception {
    for (Metric metric : run.data().metrics()) {
      Metric known = latest.get(metric.key());
      if (first || (known != null && BY_POSITION.compare(metric, known) <= 0)) {
        latest.merge(metric.key(), metric, (a, b) -> BY_POSITION.compare(a, b) >= 0 ? a : b);
        continue;
      }
      Long from = known == null ? null : known.step();
      MetricSeries.Builder points = MetricSeries.builder(metric.key());
      List<RunId> one = List.of(run.info().id());
      runs
          .sample(one, metric.key(), from, null, MOST_OTHERS)
          .getOrDefault(run.info().id(), List.of())
          .stream()
          .filter(point -> known == null || BY_POSITION.compare(point, known) > 0)
          .forEach(points::add);
      events.send(null, "metrics", WireJson.bytes(points.build(MOST_POINTS)));
      latest.put(metric.key(), metric);
    }
  }

  private static void sendPoints(
      EventStream events, BlockingQueue<List<Metric>> news, Map<String, Metric> latest)
      throws Exception {
    List<Metric> points = news.poll(1, TimeUnit.SECONDS);
    if (points == null) {
      return;
    }
    List<List<Metric>> all = new ArrayList<>();
    all.add(points);
    news.drainTo(all);
    Map<String, MetricSeries.Builder> series = new LinkedHashMap<>();
    for (List<Metric> batch : all) {
      for (Metric metric : batch) {
        series.computeIfAbsent(metric.key(), MetricSeries::builder).add(metric);
        latest.merge(metric.key(), metric, (a, b) -> BY_POSITION.compare(a, b) >= 0 ? a : b);
      }
    }
    for (MetricSeries.Builder one : series.values()) {
      events.send(null, "metrics", WireJson.bytes(one.build(MOST_POINTS)));
    }
  }

  /** What of a run makes it worth sending again. */
  private record State(
      io.noria.tracking.RunInfo info, Map<String, String> params, Map<String, String> tags) {
    static State of(Run run) {
      RunData data = run.data();
      return new State(run.info(), data.params(), data.tags());
    }

    boolean ended() {
      return info.status().isTerminal();
    }
  }
}
