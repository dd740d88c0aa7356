package io.noria.tracking.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.tracking.ExperimentId;
import io.noria.tracking.FilterParser;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStatus;
import io.noria.tracking.View;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveRunsTest {
  private static final ExperimentId THERE = ExperimentId.of(7);
  private static final ExperimentId NOWHERE = ExperimentId.of(8);

  private final Source source = new Source();
  private final LiveRuns live = new LiveRuns(source, 1 << 20);

  /** Runs of one experiment; something may happen right after they were looked at. */
  private static final class Source implements RunSource {
    final Map<RunId, RunInfo> runs = new LinkedHashMap<>();
    Runnable meanwhile = () -> {};
    int loads;

    RunId add(int number) {
      RunId id = new RunId("%032x".formatted(number));
      runs.put(
          id,
          new RunInfo(
              id,
              THERE,
              "r" + number,
              RunStatus.RUNNING,
              Lifecycle.ACTIVE,
              Instant.ofEpochMilli(number),
              null,
              "",
              null,
              null,
              Instant.EPOCH,
              null));
      return id;
    }

    @Override
    public Map<ExperimentId, Long> counts(Collection<ExperimentId> experiments) {
      return experiments.contains(THERE) ? Map.of(THERE, (long) runs.size()) : Map.of();
    }

    @Override
    public void load(Collection<ExperimentId> experiments, Predicate<RunParts> sink) {
      assertThat(experiments).containsExactly(THERE);
      loads++;
      List<RunInfo> snapshot = List.copyOf(runs.values());
      meanwhile.run();
      snapshot.forEach(run -> sink.test(new RunParts(run)));
    }

    @Override
    public List<RunParts> reload(Collection<RunId> ids) {
      return runs.values().stream()
          .filter(run -> ids.contains(run.id()))
          .map(RunParts::new)
          .toList();
    }
  }

  private @Nullable List<String> found(ExperimentId... experiments) {
    RunSearch search = new RunSearch(List.of(experiments), "", View.ALL, List.of(), 100, null);
    LiveRuns.Answer answer = live.find(search, FilterParser.parse(""), List.of(), null);
    return answer == null ? null : answer.runs().stream().map(run -> run.info().name()).toList();
  }

  @Test
  void aRunCreatedWhileItsExperimentIsReadIsFound() {
    source.add(1);
    source.meanwhile =
        () -> {
          RunId created = source.add(2);
          live.changed(created, THERE);
          live.logged(created, List.of());
          live.changed(created, (ExperimentId) null);
        };
    assertThat(found(THERE)).containsExactly("r2", "r1");
    assertThat(found(THERE)).containsExactly("r2", "r1");
    assertThat(source.loads).isEqualTo(1);
  }

  @Test
  void whatDoesNotExistHasNoRunsAndIsNotKept() {
    source.add(1);
    assertThat(found(NOWHERE)).isEmpty();
    assertThat(source.loads).isZero();
    assertThat(found(NOWHERE, THERE)).containsExactly("r1");
    assertThat(found(THERE, NOWHERE)).containsExactly("r1");
    assertThat(source.loads).isEqualTo(1);
  }

  @Test
  void aTakenInChangeKeepsTheExperimentOfOneThatWasCreated() {
    source.add(1);
    source.meanwhile =
        () -> {
          RunId created = source.add(2);
          live.changed(created, THERE);
          // Much waits, so that it is taken in while the experiment is still being read.
          live.takeIn();
          live.changed(created, (ExperimentId) null);
        };
    assertThat(found(THERE)).containsExactly("r2", "r1");
  }
}
