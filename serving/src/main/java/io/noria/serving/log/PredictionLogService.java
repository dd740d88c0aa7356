package io.noria.serving.log;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.registry.FeatureColumn;
import io.noria.serving.LoggedPrediction;
import io.noria.serving.PredictionLog;
import io.noria.serving.PredictionRows;
import io.noria.serving.ServingConfig;
import io.noria.serving.log.Part.View;
import io.noria.serving.sql.SqlSamplingStore;
import io.noria.serving.sql.SqlSegmentStore;
import io.noria.storage.object.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The prediction log: its writer and its readers. Thread-safe. */
public final class PredictionLogService implements PredictionLog, AutoCloseable {
  private static final long ON_ITS_WAY_MS = 10_000;

  private final PartDirectory directory;
  private final LogWriter writer;
  private final Sampling sampling;
  private final InstantSource clock;

  private PredictionLogService(
      PartDirectory directory, LogWriter writer, Sampling sampling, InstantSource clock) {
    this.directory = directory;
    this.sampling = sampling;
    this.writer = writer;
    this.clock = clock;
  }

  /** Opens the log and takes up what a former process left in the folder. */
  public static PredictionLogService open(
      ServingConfig config,
      SqlSegmentStore segments,
      SqlSamplingStore sampled,
      ObjectStore objects,
      Engine engine,
      InstantSource clock,
      IdSource ids) {
    var directory = new PartDirectory(segments, objects, engine, config.cacheBytes());
    try {
      List<PartRef> unsealed = directory.recover(config.folder());
      var sampling = new Sampling(sampled);
      var writer = new LogWriter(config, directory, sampling, clock, ids);
      writer.start(unsealed);
      return new PredictionLogService(directory, writer, sampling, clock);
    } catch (IOException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.UNAVAILABLE,
          "prediction log in " + config.folder() + ": " + e.getMessage(),
          e);
    }
  }

  /** Where answers go. */
  public LogWriter writer() {
    return writer;
  }

  @Override
  public PredictionRows rows(String deployment, Instant from, Instant to) {
    long fromMs = from.toEpochMilli();
    long toMs = to.toEpochMilli();
    List<PartRef> parts =
        directory.of(deployment).stream().filter(ref -> ref.overlaps(fromMs, toMs)).toList();
    var gathered = new RowsBuilder(deployment, parts.stream().map(PartRef::schema).toList());
    for (PartRef ref : parts) {
      directory
          .load(ref)
          .read(view -> {
            gathered.add(ref.schema(), view, fromMs, toMs);
            return null;
          });
    }
    return gathered.build();
  }

  @Override
  public Optional<LoggedPrediction> find(UUID id) {
    long recordedMs = id.getMostSignificantBits() >>> 16;
    Optional<LoggedPrediction> found = look(id, recordedMs);
    if (found.isPresent() || !maybeOnItsWay(recordedMs)) {
      return found;
    }
    flush();
    return look(id, recordedMs);
  }

  /** Who was just answered may ask for the prediction before the log's thread has taken it. */
  private boolean maybeOnItsWay(long recordedMs) {
    return Math.abs(clock.millis() - recordedMs) < ON_ITS_WAY_MS;
  }

  private Optional<LoggedPrediction> look(UUID id, long recordedMs) {
    for (PartRef ref : directory.all()) {
      if (ref.recordedWithin(recordedMs, recordedMs)) {
        LoggedPrediction found = directory.load(ref).read(view -> find(ref, view, id));
        if (found != null) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable LoggedPrediction find(PartRef ref, View view, UUID id) {
    for (int row = 0; row < view.rows(); row++) {
      if (view.idLow()[row] == id.getLeastSignificantBits()
          && view.idHigh()[row] == id.getMostSignificantBits()) {
        return logged(ref.schema(), view, row);
      }
    }
    return null;
  }

  @Override
  public List<UUID> startingWith(String beginning, int limit) {
    IdRange range = IdRange.of(beginning);
    List<UUID> found = look(range, limit);
    if (!found.isEmpty() || !maybeOnItsWay(range.fromMs())) {
      return found;
    }
    flush();
    return look(range, limit);
  }

  private List<UUID> look(IdRange range, int limit) {
    List<UUID> found = new ArrayList<>();
    for (PartRef ref : directory.all()) {
      if (found.size() < limit && ref.recordedWithin(range.fromMs(), range.toMs())) {
        directory
            .load(ref)
            .read(view -> {
              for (int row = 0; row < view.rows() && found.size() < limit; row++) {
                if (range.contains(view.idHigh()[row], view.idLow()[row])) {
                  found.add(new UUID(view.idHigh()[row], view.idLow()[row]));
                }
              }
              return null;
            });
      }
    }
    return List.copyOf(found);
  }

  @Override
  public List<LoggedPrediction> latest(String deployment, int limit) {
    List<LoggedPrediction> latest = new ArrayList<>();
    for (PartRef ref : new ArrayList<>(directory.of(deployment)).reversed()) {
      directory
          .load(ref)
          .read(view -> {
            for (int row = view.rows() - 1; row >= 0 && latest.size() < limit; row--) {
              latest.add(logged(ref.schema(), view, row));
            }
            return null;
          });
      if (latest.size() >= limit) {
        break;
      }
    }
    return List.copyOf(latest);
  }

  private static LoggedPrediction logged(PartSchema schema, View view, int row) {
    Map<String, @Nullable Object> features = new LinkedHashMap<>();
    for (int column = 0; column < schema.size(); column++) {
      FeatureColumn feature = schema.features().get(column);
      features.put(feature.name(), value(schema, view, column, row));
    }
    return new LoggedPrediction(
        new UUID(view.idHigh()[row], view.idLow()[row]),
        schema.deployment(),
        view.models().get(view.model()[row]),
        view.version()[row],
        Instant.ofEpochMilli(view.eventMs()[row]),
        Instant.ofEpochMilli(view.recordedMs()[row]),
        view.key()[row],
        view.repeat()[row],
        features,
        view.score()[row],
        view.predicted()[row],
        Duration.ofNanos(view.latency()[row]));
  }

  private static @Nullable Object value(PartSchema schema, View view, int column, int row) {
    if (schema.text(column)) {
      int code = view.codes()[column][row];
      return code < 0 ? null : view.texts().get(column).get(code);
    }
    double number = view.numbers()[column][row];
    if (Double.isNaN(number)) {
      return null;
    }
    return switch (schema.features().get(column).type()) {
      case LONG -> (Object) (long) number;
      case BOOLEAN -> number != 0;
      case DOUBLE, STRING -> number;
    };
  }

  @Override
  public Optional<Instant> watermark(String deployment) {
    OptionalLong newest =
        directory.of(deployment).stream()
            .filter(ref -> ref.rows() > 0)
            .mapToLong(PartRef::maxEvent)
            .max();
    return newest.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(newest.getAsLong()));
  }

  @Override
  public Optional<Instant> beginning(String deployment) {
    OptionalLong oldest =
        directory.of(deployment).stream()
            .filter(ref -> ref.rows() > 0)
            .mapToLong(PartRef::minEvent)
            .min();
    return oldest.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(oldest.getAsLong()));
  }

  @Override
  public long count(String deployment) {
    return directory.of(deployment).stream().mapToLong(PartRef::rows).sum();
  }

  @Override
  public List<Answered> answered(String deployment) {
    var all = new Tally();
    directory.of(deployment).forEach(ref -> all.add(directory.answered(ref)));
    return all.answered();
  }

  /** Event time of the first question with the key; empty when it is not known. */
  public OptionalLong asked(String deployment, String key) {
    long found = directory.keys(deployment).find(key);
    return found == KeyIndex.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(found);
  }

  @Override
  public double sample(String deployment) {
    return sampling.share(deployment);
  }

  @Override
  public void sample(String deployment, double share) {
    sampling.set(deployment, share, clock.millis());
  }

  @Override
  public void flush() {
    writer.flush();
  }

  /** Seals the open parts and returns when they are in the object store. */
  public void seal() {
    writer.seal();
  }

  /** Throws what is wrong. */
  public void check() {
    writer.check();
  }

  @Override
  public void close() {
    writer.close();
  }
}
