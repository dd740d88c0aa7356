package io.noria.tracking.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.IdSource;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import io.noria.tracking.TrackingContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A database that kept a row a point keeps every point. */
public abstract class MetricConversionContract extends TrackingContract {
  /** As the program before wrote them. */
  private Map<RunId, List<Metric>> old() {
    Map<RunId, List<Metric>> curves = new HashMap<>();
    database.write(tx ->
        tx.handle()
            .execute(
                "CREATE TABLE metric_points (series BIGINT NOT NULL, step BIGINT NOT NULL,"
                    + " time_ms BIGINT NOT NULL, value_bits BIGINT NOT NULL,"
                    + " PRIMARY KEY (series, step, time_ms, value_bits))"));
    for (int size : new int[] {1, 2, 128, 129, 7000}) {
      RunId run = run("old " + size);
      List<Metric> curve = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        double value = i % 17 == 3 ? Double.NaN : i % 13 == 4 ? -0.0 : Math.sin(i);
        curve.add(new Metric("m", value, Instant.ofEpochMilli(1000L * i), i - 5));
      }
      log(run, curve.getLast());
      database.write(tx -> {
        long series =
            tx.handle()
                .select(
                    "SELECT s.id FROM metric_series s JOIN runs r ON r.number = s.run"
                        + " WHERE r.id = ?",
                    run.value())
                .mapTo(Long.class)
                .one();
        var batch = tx.handle().prepareBatch("INSERT INTO metric_points VALUES (?, ?, ?, ?)");
        for (Metric point : curve) {
          batch.add(
              series, point.step(), point.timestamp().toEpochMilli(), MetricBits.of(point.value()));
        }
        return batch.execute();
      });
      curves.put(run, curve);
    }
    return curves;
  }

  @Test
  void everyPointIsMovedAndTheTableGoes() {
    Map<RunId, List<Metric>> curves = old();
    // Broken off after some steps, then begun again.
    for (int i = 0; i < 3; i++) {
      assertThat(database.<Integer>write(tx -> MetricConversion.step(tx, 1000))).isEqualTo(1000);
    }
    Tracking opened = Tracking.open(database, objects, IdSource.seeded(clock, 7));
    curves.forEach((run, curve) -> {
      assertThat(opened.runs().history(run, "m", 10_000, null).items()).isEqualTo(curve);
      Metric next = new Metric("m", 1, Instant.ofEpochMilli(5), 100_000);
      opened.runs().log(run, RunData.ofMetrics(List.of(next)));
      assertThat(opened.runs().history(run, "m", 10_000, null).items())
          .hasSize(curve.size() + 1)
          .endsWith(next);
    });
    assertThat(
            database.<Boolean>read(handle -> MetricConversion.isThere(handle, database.dialect())))
        .isFalse();
    Tracking.open(database, objects, IdSource.seeded(clock, 8));
  }

  @Test
  void purgedRunsLeaveNothing() {
    RunId kept = run("kept");
    RunId gone = run("gone");
    for (RunId run : List.of(kept, gone)) {
      for (int i = 0; i < 400; i += 100) {
        List<Metric> points = new ArrayList<>();
        for (int n = i; n < i + 100; n++) {
          points.add(new Metric("m", n, START, n));
          points.add(new Metric("k", n, START, n % 50));
        }
        tracking.runs().log(run, RunData.ofMetrics(points));
      }
    }
    database.write(tx -> {
      long number =
          tx.handle()
              .select("SELECT number FROM runs WHERE id = ?", gone.value())
              .mapTo(Long.class)
              .one();
      MetricPurge.runs(tx.handle(), List.of(number));
      return true;
    });
    assertThat(tracking.runs().history(gone, "m", 1000, null).items()).isEmpty();
    assertThat(tracking.runs().history(kept, "m", 1000, null).items()).hasSize(400);
    List<Long> left =
        database.read(handle ->
            handle
                .select(
                    "SELECT COUNT(*) FROM metric_chunk_bytes WHERE chunk NOT IN"
                        + " (SELECT chunk FROM metric_chunks) UNION ALL"
                        + " SELECT COUNT(*) FROM metric_tails WHERE series NOT IN"
                        + " (SELECT id FROM metric_series)")
                .mapTo(Long.class)
                .list());
    assertThat(left).containsExactly(0L, 0L);
  }
}
