package io.noria.serving.label;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.Label;
import io.noria.serving.Labels;
import io.noria.serving.LoggedPrediction;
import io.noria.serving.PredictionRows;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.log.PredictionLogService;
import io.noria.serving.sql.SqlLabelStore;
import io.noria.serving.sql.SqlLabelStore.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records labels beside the log and joins them to its rows. Thread-safe. */
public final class LabelService implements Labels {
  private static final String KEY = "key:";
  private static final String ID = "id:";

  private final SqlLabelStore store;
  private final PredictionLogService log;
  private final Function<String, @Nullable Bundle> answering;

  /**
   * Labels of the log's predictions.
   *
   * @param answering the version that a deployment answers with, which knows the classes
   */
  public LabelService(
      SqlLabelStore store, PredictionLogService log, Function<String, @Nullable Bundle> answering) {
    this.store = store;
    this.log = log;
    this.answering = answering;
  }

  @Override
  public Recorded record(List<Label> labels) {
    // What was answered a moment ago may still be on its way to the log.
    log.flush();
    List<Row> rows = new ArrayList<>(labels.size());
    List<Integer> unmatched = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      Row row = match(labels.get(i));
      if (row == null) {
        unmatched.add(i);
      } else {
        check(i, row);
        rows.add(row);
      }
    }
    if (!rows.isEmpty()) {
      store.add(rows);
    }
    return new Recorded(rows.size(), List.copyOf(unmatched));
  }

  private @Nullable Row match(Label label) {
    String key = label.key();
    if (key != null) {
      String deployment = Objects.requireNonNull(label.deployment());
      OptionalLong asked = log.asked(deployment, key);
      return asked.isEmpty()
          ? null
          : new Row(deployment, KEY + key, asked.getAsLong(), label.value(), label.eventTime());
    }
    Optional<LoggedPrediction> found = log.find(uuid(Objects.requireNonNull(label.predictionId())));
    return found
        .map(prediction ->
            new Row(
                prediction.deployment(),
                target(prediction),
                asked(prediction),
                label.value(),
                label.eventTime()))
        .orElse(null);
  }

  /** Labels by id and by key of one question are about the same thing, so the key comes first. */
  private static String target(LoggedPrediction prediction) {
    String key = prediction.key();
    return key == null ? ID + prediction.id() : KEY + key;
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "prediction_id: " + text + " (expected: a UUID, as the answer's header had it)",
          e);
    }
  }

  private void check(int place, Row row) {
    Bundle bundle = answering.apply(row.deployment());
    if (bundle != null && Double.isNaN(bundle.labelNumber(row.value()))) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "labels[%d].value: %s (expected: %s)"
              .formatted(
                  place,
                  row.value(),
                  bundle.regression()
                      ? "a number"
                      : "one of " + String.join(", ", bundle.target().classes())));
    }
  }

  @Override
  public double[] join(PredictionRows rows, Instant asOf) {
    double[] labels = new double[rows.size()];
    Arrays.fill(labels, Double.NaN);
    Bundle bundle = answering.apply(rows.deployment());
    if (labels.length == 0 || bundle == null) {
      return labels;
    }
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (long event : rows.eventMs()) {
      from = Math.min(from, event);
      to = Math.max(to, event);
    }
    Map<String, Double> numbers = new HashMap<>();
    Map<String, Double> latest = new HashMap<>(2 * labels.length);
    store.forEach(
        rows.deployment(),
        from,
        to,
        asOf.equals(Instant.MAX) ? Long.MAX_VALUE : asOf.toEpochMilli(),
        (target, value) -> latest.put(target, numbers.computeIfAbsent(value, bundle::labelNumber)));
    if (latest.isEmpty()) {
      return labels;
    }
    for (int row = 0; row < labels.length; row++) {
      String key = rows.keys()[row];
      Double label = latest.get(key == null ? ID + rows.id(row) : KEY + key);
      labels[row] = label == null ? Double.NaN : label;
    }
    return labels;
  }

  @Override
  public List<RecordedLabel> of(LoggedPrediction prediction) {
    return store.of(prediction.deployment(), target(prediction), asked(prediction));
  }

  /** A repeated question shares the labels of the first one, which lie under that one's time. */
  private long asked(LoggedPrediction prediction) {
    String key = prediction.key();
    long own = prediction.eventTime().toEpochMilli();
    return key == null || !prediction.repeat()
        ? own
        : log.asked(prediction.deployment(), key).orElse(own);
  }

  @Override
  public Optional<Instant> watermark(String deployment) {
    return store.watermark(deployment);
  }
}
