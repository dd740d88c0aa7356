package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Given;
import io.noria.serving.Inference;
import io.noria.serving.Prediction;
import io.noria.serving.RowBuilder;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.log.LogEntry;
import io.noria.serving.log.LogWriter;
import io.noria.stats.Answers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request: collects rows, scores them, hands them to the log. */
final class InferenceCall implements Inference, RowBuilder {
  private static final int MOST_ROWS = 10_000;

  private final LiveDeployment deployment;
  private final LiveDeployment.Pinned pinned;
  private final Bundle bundle;
  private final LogWriter log;
  private final PredictionIds ids;
  private final InstantSource clock;
  private final long began = System.nanoTime();

  private final List<double[]> rows = new ArrayList<>(1);
  private final List<float[]> encoded = new ArrayList<>(1);
  private @Nullable List<@Nullable String[]> unknown;
  private double[] raw = {};
  private float[] codes = {};
  private boolean[] given = {};
  private int missing;
  private boolean answered;
  private boolean closed;

  InferenceCall(
      LiveDeployment deployment,
      LiveDeployment.Pinned pinned,
      LogWriter log,
      PredictionIds ids,
      InstantSource clock) {
    this.deployment = deployment;
    this.pinned = pinned;
    this.bundle = pinned.bundle();
    this.log = log;
    this.ids = ids;
    this.clock = clock;
  }

  /** Whatever comes of it, the deployment was not asked. */
  InferenceCall unasked() {
    answered = true;
    return this;
  }

  @Override
  public String deployment() {
    return deployment.name();
  }

  @Override
  public int version() {
    return bundle.version();
  }

  @Override
  public String model() {
    return bundle.model();
  }

  @Override
  public List<FeatureColumn> inputs() {
    return bundle.inputs();
  }

  @Override
  public int column(String name) {
    int place = bundle.place(name);
    if (place < 0) {
      throw Rows.unknownFeature(name, bundle.inputs());
    }
    return place;
  }

  @Override
  public RowBuilder row() {
    if (missing > 0) {
      end();
    }
    if (rows.size() == MOST_ROWS) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE, "rows: more than " + MOST_ROWS + " (expected: fewer in a request)");
    }
    int columns = bundle.inputs().size();
    raw = new double[columns];
    codes = new float[columns];
    given = new boolean[columns];
    missing = columns;
    rows.add(raw);
    encoded.add(codes);
    if (unknown != null) {
      unknown.add(new String[0]);
    }
    return this;
  }

  @Override
  public void set(int column, double value) {
    switch (bundle.inputs().get(column).type()) {
      case DOUBLE -> {}
      case LONG -> {
        if (value != Math.rint(value)) {
          throw refused(column, Rows.number(value));
        }
      }
      case BOOLEAN -> {
        if (value != 0 && value != 1) {
          throw refused(column, Rows.number(value));
        }
      }
      case STRING -> throw refused(column, Rows.number(value));
    }
    put(column, value, (float) value);
  }

  @Override
  public void set(int column, boolean value) {
    if (bundle.inputs().get(column).type() == FeatureColumn.Type.STRING) {
      throw refused(column, Boolean.toString(value));
    }
    put(column, value ? 1 : 0, value ? 1 : 0);
  }

  @Override
  public void set(int column, String value) {
    if (bundle.inputs().get(column).type() != FeatureColumn.Type.STRING) {
      throw refused(column, '"' + Rows.shortened(value) + '"');
    }
    int code = bundle.code(column, value);
    if (code >= 0) {
      put(column, code, code);
    } else {
      put(column, Double.NaN, Float.NaN);
      keepUnknown(column, value);
    }
  }

  @Override
  public void setNull(int column) {
    put(column, Double.NaN, Float.NaN);
  }

  private void put(int column, double value, float code) {
    raw[column] = value;
    codes[column] = code;
    if (!given[column]) {
      given[column] = true;
      missing--;
    }
  }

  private void keepUnknown(int column, String value) {
    List<@Nullable String[]> texts = unknown;
    if (texts == null) {
      texts = new ArrayList<>(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        texts.add(new String[0]);
      }
      unknown = texts;
    }
    @Nullable String[] row = texts.getLast();
    if (row.length == 0) {
      row = new String[raw.length];
      texts.set(texts.size() - 1, row);
    }
    row[column] = value;
  }

  private NoriaException refused(int column, String came) {
    return Rows.refused(bundle.inputs().get(column), came);
  }

  @Override
  public void end() {
    if (missing > 0) {
      for (int column = 0; column < given.length; column++) {
        if (!given[column]) {
          throw refused(column, "nothing");
        }
      }
    }
  }

  @Override
  public List<Prediction> answer(@Nullable Instant eventTime, @Nullable String key) {
    end();
    int count = rows.size();
    long now = clock.millis();
    long asked = eventTime == null ? now : eventTime.toEpochMilli();
    double[] scores = new double[count * bundle.outputs()];
    bundle.score(rows, encoded, unknown, scores);
    long latency = System.nanoTime() - began;
    Prediction[] predictions = new Prediction[count];
    long ticket = 0;
    for (int i = 0; i < count; i++) {
      UUID id = ids.next(now);
      double predicted = predicted(scores, i);
      Prediction answer = prediction(id, scores, i, predicted);
      predictions[i] = answer;
      String rowKey = key == null || count == 1 ? key : key + "/" + i;
      ticket = log.append(entry(i, id, now, asked, rowKey, answer.score(), predicted, latency));
    }
    log.acknowledge(ticket);
    answered = true;
    deployment.answered(count, System.nanoTime() - began);
    return List.of(predictions);
  }

  @Override
  public List<UUID> record(List<Given> answers) {
    end();
    Recorded recorded = Recorded.of(bundle.target(), answers, rows.size());
    long now = clock.millis();
    UUID[] named = new UUID[answers.size()];
    long ticket = 0;
    for (int i = 0; i < named.length; i++) {
      Given given = answers.get(i);
      UUID id = ids.next(now);
      named[i] = id;
      long asked = given.eventTime() == null ? now : given.eventTime().toEpochMilli();
      ticket =
          log.append(
              entry(
                  i,
                  id,
                  now,
                  asked,
                  given.key(),
                  recorded.scores()[i],
                  recorded.predicted()[i],
                  0));
    }
    if (named.length > 0) {
      log.acknowledge(ticket);
    }
    return List.of(named);
  }

  /** 1 for the positive class and 0 for the other, the class's place of many, or the number. */
  private double predicted(double[] scores, int row) {
    int outputs = bundle.outputs();
    if (outputs > 1) {
      return Answers.likeliest(scores, row * outputs, outputs);
    }
    return bundle.regression() ? scores[row] : bundle.isPositive(scores[row]) ? 1 : 0;
  }

  private Prediction prediction(UUID id, double[] scores, int row, double predicted) {
    int outputs = bundle.outputs();
    if (outputs > 1) {
      double probability = scores[row * outputs + (int) predicted];
      return new Prediction(id, bundle.label((int) predicted), probability, probability);
    }
    double score = scores[row];
    if (bundle.regression()) {
      return new Prediction(id, score, Double.NaN, score);
    }
    boolean positive = predicted == 1;
    return new Prediction(id, bundle.label(positive ? 1 : 0), positive ? score : 1 - score, score);
  }

  private LogEntry entry(
      int row,
      UUID id,
      long recordedMs,
      long eventMs,
      @Nullable String key,
      double score,
      double predicted,
      long latency) {
    return new LogEntry(
        deployment.name(),
        bundle,
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        eventMs,
        recordedMs,
        latency,
        key,
        score,
        predicted,
        rows.get(row),
        unknown == null ? null : unknown.get(row));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    pinned.release();
    if (!answered) {
      deployment.failed();
    }
  }
}
