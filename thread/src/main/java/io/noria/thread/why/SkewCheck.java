package io.noria.thread.why;

import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.engine.Engine;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.serving.LoggedPrediction;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.object.ObjectStore;
import io.noria.thread.Story.DataRead;
import io.noria.thread.Story.Skew;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the features of a prediction as served with those that a pipeline prepared for the same
 * key once the data of that time had come: where they differ, serving and training see different
 * worlds. Looks at the newest {@code prepare} tasks that read the data of the prediction's time.
 */
public final class SkewCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SkewCheck.class);
  private static final String PREPARE = "prepare";
  private static final String FEATURES = "features";
  private static final int MOST_TASKS = 3;

  /** A question is asked before what it is about happens, which the data goes by. */
  private static final Duration AHEAD = Duration.ofDays(2);

  /** What float32 keeps, and what JSON in between may lose. */
  private static final double TOLERANCE = 1e-6;

  private final Datasets datasets;
  private final Pipelines pipelines;
  private final Lineage lineage;
  private final PreparedRows rows;

  /** Asks these. */
  public SkewCheck(
      Datasets datasets, Pipelines pipelines, Lineage lineage, ObjectStore objects, Engine engine) {
    this.datasets = datasets;
    this.pipelines = pipelines;
    this.lineage = lineage;
    this.rows = new PreparedRows(objects, engine);
  }

  /**
   * Compares.
   *
   * @param data what the version was trained on: its datasets are looked at
   * @return null when the prediction has no key
   */
  public @Nullable Skew check(LoggedPrediction prediction, List<DataRead> data) {
    String key = prediction.key();
    if (key == null) {
      return null;
    }
    try {
      for (TaskId id : prepared(prediction.eventTime(), data)) {
        Optional<Map<String, @Nullable Object>> row = row(id, key);
        if (row.isPresent()) {
          return compared(key, id, prediction.features(), row.get());
        }
      }
    } catch (NoriaException | IOException e) {
      LOG.warn("prediction={} features not-compared error={}", prediction.id(), e.getMessage());
    }
    return new Skew(key, null, Map.of(), List.of());
  }

  private static Skew compared(
      String key,
      TaskId task,
      Map<String, @Nullable Object> served,
      Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> offline = new LinkedHashMap<>();
    List<String> differing = new ArrayList<>();
    served.forEach((name, value) -> {
      if (row.containsKey(name)) {
        Object there = row.get(name);
        offline.put(name, there);
        if (!same(value, there)) {
          differing.add(name);
        }
      }
    });
    return new Skew(key, task, offline, differing);
  }

  private static boolean same(@Nullable Object served, @Nullable Object offline) {
    if (served == null || offline == null) {
      return served == offline;
    }
    double here = number(served);
    double there = number(offline);
    if (Double.isNaN(here) || Double.isNaN(there)) {
      return served.toString().equals(offline.toString());
    }
    return Math.abs(here - there) <= TOLERANCE * Math.max(Math.abs(here), Math.abs(there));
  }

  private static double number(Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean truth -> truth ? 1 : 0;
      default -> Double.NaN;
    };
  }

  /** The newest tasks that prepared rows of the time. */
  private List<TaskId> prepared(Instant time, List<DataRead> data) {
    Set<String> names = new LinkedHashSet<>();
    data.stream()
        .filter(read -> read.uses().contains("training"))
        .forEach(read -> names.add(read.id().dataset()));
    List<LineageEdge> read = new ArrayList<>();
    for (String name : names) {
      for (DatasetVersion version : datasets.current(name)) {
        if (covers(version, time)) {
          lineage.outOf(version.id().ref()).stream()
              .filter(edge -> edge.to().kind() == Ref.Kind.TASK)
              .filter(edge -> edge.to().id().contains("/" + PREPARE))
              .forEach(read::add);
        }
      }
    }
    return read.stream()
        .sorted((a, b) -> b.recordedAt().compareTo(a.recordedAt()))
        .map(edge -> TaskId.parse(edge.to().id()))
        .filter(task -> covers(spec(task), time))
        .limit(MOST_TASKS)
        .toList();
  }

  private static boolean covers(DatasetVersion version, Instant time) {
    Instant from = version.from();
    Instant to = version.to();
    return from == null || to == null || (!from.isAfter(time.plus(AHEAD)) && !to.isBefore(time));
  }

  private static boolean covers(TaskSpec spec, Instant time) {
    Object from = spec.params().get("from_micros");
    Object to = spec.params().get("to_micros");
    if (!spec.stepType().equals(PREPARE)) {
      return false;
    }
    return !(from instanceof Number first && to instanceof Number last)
        || (first.longValue() <= micros(time.plus(AHEAD)) && last.longValue() >= micros(time));
  }

  private static long micros(Instant moment) {
    return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1000;
  }

  private TaskSpec spec(TaskId id) {
    return pipelines.get(id.run()).spec().task(id.name());
  }

  private Optional<Map<String, @Nullable Object>> row(TaskId id, String key) throws IOException {
    if (!(spec(id).params().get("key") instanceof List<?> columns) || columns.isEmpty()) {
      return Optional.empty();
    }
    return pipelines.task(id).outputs().get(FEATURES) instanceof Value.File file
        ? rows.find(file.digest(), columns.stream().map(Object::toString).toList(), key)
        : Optional.empty();
  }
}
