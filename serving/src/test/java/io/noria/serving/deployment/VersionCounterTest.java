package io.noria.serving.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.registry.ModelVersionId;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionFigures.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionCounterTest {
  private static VersionCounter counter(String dialect) {
    return new VersionCounter(
        new VersionCounter.Key(new ModelVersionId("iris", 3), "blue", dialect));
  }

  private static VersionFigures.Spent spent(long count, long nanos) {
    return new VersionFigures.Spent(count, Duration.ofNanos(nanos));
  }

  @Test
  void requestsThatWereAnsweredTogetherAreOneExecution() {
    VersionCounter counter = counter("oip");
    counter.executed(5, 100);
    counter.answered(2, new VersionCounter.Times(10, 40, 100, 5), 1000);
    counter.answered(3, new VersionCounter.Times(20, 0, 100, 15), 2000);
    AnswerSeries series = counter.series("flowers");
    assertThat(series.variant()).isEqualTo("blue");
    assertThat(series.dialect()).isEqualTo("oip");
    VersionFigures figures = series.figures();
    assertThat(figures.rows()).isEqualTo(5);
    assertThat(figures.executions()).isEqualTo(1);
    assertThat(figures.batches()).containsExactly(new Batch(5, spent(1, 100)));
    assertThat(figures.input()).isEqualTo(spent(2, 30));
    assertThat(figures.queue()).isEqualTo(spent(2, 40));
    assertThat(figures.infer()).isEqualTo(spent(2, 200));
    assertThat(figures.output()).isEqualTo(spent(2, 20));
    assertThat(figures.answered()).isEqualTo(spent(2, 290));
    assertThat(figures.lastAsked()).isEqualTo(Instant.ofEpochMilli(2000));
    assertThat(series.latency().count()).isEqualTo(2);
    assertThat(series.inModel().count()).isEqualTo(2);
  }

  @Test
  void whatFailedIsToldByWhy() {
    VersionCounter counter = counter("");
    counter.failed(Failure.BUSY, 7);
    counter.failed(Failure.INPUT, 1);
    counter.failed(Failure.INPUT, 1);
    AnswerSeries series = counter.series("flowers");
    assertThat(series.failed(Failure.INPUT)).isEqualTo(2);
    assertThat(series.failed(Failure.BUSY)).isEqualTo(1);
    assertThat(series.failed(Failure.MODEL)).isZero();
    assertThat(series.figures().failed()).isEqualTo(spent(3, 9));
    assertThat(series.figures().lastAsked()).isNull();
  }

  @Test
  void sizesBeyondAThousandAreCountedTogether() {
    VersionCounter counter = counter("");
    for (int rows = 1; rows <= 1200; rows++) {
      counter.executed(rows, 1);
    }
    List<Batch> batches = counter.figures().batches();
    assertThat(batches).hasSize(1001);
    assertThat(batches.getFirst()).isEqualTo(new Batch(0, spent(200, 200)));
    assertThat(counter.figures().executions()).isEqualTo(1200);
  }

  @Test
  void whatTwoDialectsAskedAddsUp() {
    VersionCounter one = counter("oip");
    one.answered(1, new VersionCounter.Times(1, 1, 1, 1), 9);
    one.executed(1, 1);
    VersionCounter other = counter("plain");
    other.answered(2, new VersionCounter.Times(2, 2, 2, 2), 5);
    other.executed(1, 1);
    other.executed(2, 2);
    VersionFigures sum = one.figures().plus(other.figures());
    assertThat(sum.rows()).isEqualTo(3);
    assertThat(sum.answered()).isEqualTo(spent(2, 12));
    assertThat(sum.batches()).containsExactly(new Batch(1, spent(2, 2)), new Batch(2, spent(1, 2)));
    assertThat(sum.lastAsked()).isEqualTo(Instant.ofEpochMilli(9));
  }
}
