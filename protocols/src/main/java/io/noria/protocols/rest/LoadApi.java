package io.noria.protocols.rest;

import io.noria.protocols.http.EventStream;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.protocols.rest.SystemFigures.Sample;
import io.noria.protocols.rest.SystemFigures.VersionSample;
import io.noria.serving.Serving;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A deployment's load and latency by the second, as a series and as a stream. */
final class LoadApi {
  private final Serving serving;
  private final SystemFigures figures;
  private final InstantSource clock;

  LoadApi(Serving serving, SystemFigures figures, InstantSource clock) {
    this.serving = serving;
    this.figures = figures;
    this.clock = clock;
  }

  void routes(Routes routes) {
    String one = "/noria/v1/deployments/{deployment}";
    routes
        .get(one + "/system", this::system)
        .get(one + "/stream", this::stream, Routes.Option.STREAM);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record SystemWire(
      Instant from,
      Instant to,
      int stepS,
      long[] atMs,
      double[] requests,
      double[] errors,
      List<@Nullable Double> p50Ms,
      List<@Nullable Double> p99Ms,
      double[] cpu,
      long[] heapBytes,
      List<VersionWire> versions) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record VersionWire(
      String model,
      int version,
      double[] requests,
      double[] errors,
      List<@Nullable Double> p50Ms,
      List<@Nullable Double> p99Ms) {}

  private void system(Exchange exchange) {
    String name = exchange.path("deployment");
    serving.deployments().get(name);
    Query query = exchange.query();
    Instant asked = query.instant("to");
    Instant to = asked == null ? clock.instant() : asked;
    Instant askedFrom = query.instant("from");
    Instant from = askedFrom == null ? to.minus(Duration.ofMinutes(15)) : askedFrom;
    int step = query.number("step_s", 1, 1, 3600);
    List<Sample> merged = merge(figures.between(name, from, to), step);
    exchange.send(
        new SystemWire(
            from,
            to,
            step,
            merged.stream().mapToLong(Sample::atMs).toArray(),
            merged.stream().mapToDouble(Sample::requests).toArray(),
            merged.stream().mapToDouble(Sample::errors).toArray(),
            Shown.doubles(merged.stream().mapToDouble(Sample::p50Ms).toArray()),
            Shown.doubles(merged.stream().mapToDouble(Sample::p99Ms).toArray()),
            merged.stream().mapToDouble(Sample::cpu).toArray(),
            merged.stream().mapToLong(Sample::heapBytes).toArray(),
            versions(merged)));
  }

  /** Sums requests and errors of each step, and keeps the slowest second's latencies. */
  private static List<Sample> merge(List<Sample> samples, int step) {
    if (step == 1) {
      return samples;
    }
    Map<Long, Sample> merged = new LinkedHashMap<>();
    for (Sample each : samples) {
      long at = each.atMs() / 1000 / step * step * 1000;
      merged.merge(
          at,
          new Sample(
              at,
              each.requests(),
              each.errors(),
              each.p50Ms(),
              each.p99Ms(),
              each.cpu(),
              each.heapBytes(),
              each.versions()),
          (a, b) ->
              new Sample(
                  at,
                  a.requests() + b.requests(),
                  a.errors() + b.errors(),
                  larger(a.p50Ms(), b.p50Ms()),
                  larger(a.p99Ms(), b.p99Ms()),
                  Math.max(a.cpu(), b.cpu()),
                  Math.max(a.heapBytes(), b.heapBytes()),
                  both(a.versions(), b.versions())));
    }
    return new ArrayList<>(merged.values());
  }

  private static List<VersionSample> both(List<VersionSample> some, List<VersionSample> others) {
    Map<String, VersionSample> both = new LinkedHashMap<>();
    some.forEach(each -> both.put(key(each), each));
    for (VersionSample each : others) {
      both.merge(
          key(each),
          each,
          (a, b) ->
              new VersionSample(
                  a.model(),
                  a.version(),
                  a.requests() + b.requests(),
                  a.errors() + b.errors(),
                  larger(a.p50Ms(), b.p50Ms()),
                  larger(a.p99Ms(), b.p99Ms())));
    }
    return List.copyOf(both.values());
  }

  private static String key(VersionSample of) {
    return of.model() + "/" + of.version();
  }

  private static double larger(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }

  /** Each version that was asked, with a place for every moment. */
  private static List<VersionWire> versions(List<Sample> samples) {
    Map<String, VersionSample> seen = new TreeMap<>();
    samples.forEach(sample -> sample.versions().forEach(each -> seen.put(key(each), each)));
    return seen.values().stream()
        .map(each ->
            new VersionWire(
                each.model(),
                each.version(),
                series(samples, each, VersionSample::requests, 0),
                series(samples, each, VersionSample::errors, 0),
                Shown.doubles(series(samples, each, VersionSample::p50Ms, Double.NaN)),
                Shown.doubles(series(samples, each, VersionSample::p99Ms, Double.NaN))))
        .toList();
  }

  private static double[] series(
      List<Sample> samples,
      VersionSample like,
      ToDoubleFunction<VersionSample> figure,
      double otherwise) {
    return samples.stream()
        .mapToDouble(sample -> {
          for (VersionSample each : sample.versions()) {
            if (each.version() == like.version() && each.model().equals(like.model())) {
              return figure.applyAsDouble(each);
            }
          }
          return otherwise;
        })
        .toArray();
  }

  private void stream(Exchange exchange) throws Exception {
    String name = exchange.path("deployment");
    serving.deployments().get(name);
    long[] last = {clock.millis() - 1500};
    try (EventStream events = exchange.sendEvents()) {
      while (!exchange.stopping()) {
        events.whenThere(() -> send(events, name, last));
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  /** Every second that there was since the last one sent. */
  private void send(EventStream events, String name, long[] last) throws IOException {
    List<Sample> fresh = figures.since(name, last[0]);
    if (fresh.isEmpty()) {
      events.heartbeat();
    }
    for (Sample sample : fresh) {
      last[0] = sample.atMs();
      events.send(null, "system", WireJson.bytes(second(sample)));
    }
  }

  private static Map<String, Object> second(Sample sample) {
    Map<String, Object> second = new LinkedHashMap<>();
    second.put("at_ms", sample.atMs());
    figures(second, sample.requests(), sample.errors(), sample.p50Ms(), sample.p99Ms());
    Map<String, Double> byVersion = new LinkedHashMap<>();
    List<Map<String, Object>> versions = new ArrayList<>();
    for (VersionSample each : sample.versions()) {
      byVersion.merge(Integer.toString(each.version()), each.requests(), Double::sum);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("model", each.model());
      one.put("version", each.version());
      figures(one, each.requests(), each.errors(), each.p50Ms(), each.p99Ms());
      versions.add(one);
    }
    second.put("by_version", byVersion);
    second.put("versions", versions);
    return second;
  }

  private static void figures(
      Map<String, Object> to, double requests, double errors, double p50, double p99) {
    to.put("requests", requests);
    to.put("errors", errors);
    if (!Double.isNaN(p50)) {
      to.put("p50_ms", p50);
      to.put("p99_ms", p99);
    }
  }
}
