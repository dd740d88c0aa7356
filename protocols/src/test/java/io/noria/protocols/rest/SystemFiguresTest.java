package io.noria.protocols.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.noria.protocols.rest.SystemFigures.Sample;
import io.noria.protocols.rest.SystemFigures.VersionSample;
import io.noria.protocols.tensors.UnaskedServing;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Deployments;
import io.noria.serving.LatencyCounts;
import io.noria.serving.VersionLoad;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemFiguresTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Counted serving = new Counted();
  // Its own timer looks at a real second; what counts here is asked for.
  private long nowMs = START.toEpochMilli();
  private final SystemFigures figures =
      new SystemFigures(serving, (InstantSource) () -> Instant.ofEpochMilli(nowMs));

  /** One deployment of two versions, each counting by hand. */
  private static final class Counted extends UnaskedServing {
    final List<long[]> counts =
        List.of(new long[LatencyCounts.BUCKETS], new long[LatencyCounts.BUCKETS]);
    final long[] failed = new long[2];
    boolean there;

    void ask(int version, int times, long millis) {
      counts.get(version - 1)[LatencyCounts.bucket(millis * 1_000_000)] += times;
    }

    @Override
    public List<VersionLoad> load(String deployment) {
      List<VersionLoad> loads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        LatencyCounts latency = LatencyCounts.of(counts.get(i));
        loads.add(new VersionLoad("flow", i + 1, latency.count(), failed[i], latency));
      }
      return loads;
    }

    @Override
    public List<DeploymentMetrics> metrics() {
      if (!there) {
        return List.of();
      }
      long requests = load("flow").stream().mapToLong(VersionLoad::rows).sum();
      return List.of(
          new DeploymentMetrics(
              "flow",
              requests,
              requests,
              failed[0] + failed[1],
              0,
              Duration.ZERO,
              Duration.ZERO,
              List.of(),
              0,
              0));
    }

    @Override
    public Deployments deployments() {
      throw new IllegalStateException("not asked here");
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
  }

  SystemFiguresTest() {
    figures.close();
    serving.there = true;
  }

  @AfterEach
  void close() {
    figures.close();
  }

  private Sample second() {
    nowMs += 1000;
    figures.look();
    return figures.since("flow", nowMs - 1).getLast();
  }

  @Test
  void aSecondHasTheFiguresOfThatSecondAlone() {
    serving.ask(1, 1000, 200);
    second();
    serving.ask(1, 99, 2);
    serving.ask(1, 1, 40);
    serving.ask(2, 10, 8);
    serving.failed[1] = 3;

    Sample sample = second();

    assertThat(sample.requests()).isEqualTo(110);
    assertThat(sample.errors()).isEqualTo(3);
    assertThat(sample.p50Ms()).isCloseTo(2, within(0.2));
    assertThat(sample.p99Ms()).isCloseTo(8, within(0.6));
    assertThat(sample.versions())
        .extracting(VersionSample::version, VersionSample::requests, VersionSample::errors)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1, 100.0, 0.0),
            org.assertj.core.api.Assertions.tuple(2, 10.0, 3.0));
    assertThat(sample.versions().getLast().p50Ms()).isCloseTo(8, within(0.6));
  }

  @Test
  void whereNothingWasAskedNothingIsSaidAboutLatency() {
    serving.ask(1, 5, 2);
    second();

    Sample quiet = second();

    assertThat(quiet.requests()).isZero();
    assertThat(quiet.p99Ms()).isNaN();
    assertThat(quiet.versions()).isEmpty();
  }

  @Test
  void theLastMinuteForgetsWhatWasBefore() {
    serving.ask(1, 1000, 900);
    second();
    assertThat(figures.lastMinute("flow").count()).isEqualTo(1000);
    for (int i = 0; i < 75; i++) {
      second();
    }
    serving.ask(1, 4, 2);
    second();

    assertThat(figures.lastMinute("flow").count()).isEqualTo(4);
    assertThat(figures.lastMinute("flow").quantile(0.99)).isLessThan(Duration.ofMillis(3));
    assertThat(figures.lastMinute("none").count()).isZero();
  }

  @Test
  void anHourIsKeptByVersionAQuarterOfIt() {
    for (int i = 0; i < 3700; i++) {
      serving.ask(2, 1, 1);
      second();
    }

    List<Sample> kept = figures.between("flow", Instant.EPOCH, Instant.ofEpochMilli(nowMs));

    assertThat(kept).hasSize(3600);
    assertThat(kept.stream().filter(each -> !each.versions().isEmpty())).hasSize(900);
    assertThat(kept.getLast().versions()).hasSize(1);
    assertThat(kept).extracting(Sample::atMs).isSorted();
  }

  @Test
  void aDeploymentThatIsNoMoreIsForgotten() {
    second();
    serving.there = false;
    nowMs += 1000;
    figures.look();

    assertThat(figures.since("flow", 0)).isEmpty();
  }
}
