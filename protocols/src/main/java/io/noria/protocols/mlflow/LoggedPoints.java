package io.noria.protocols.mlflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.helidon.http.HeaderNames;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.WireJson;
import io.noria.tracking.Metric;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of log-metric and log-batch as clients send them all day, token by token without
 * an object between. Whatever is not as usual (a wrong type, a missing or unknown field, the same
 * field twice) gives null, and the general reader decides and explains.
 */
final class LoggedPoints {
  /** As ours, but what comes twice is noticed here. */
  private static final JsonFactory FACTORY =
      WireJson.factory()
          .copy()
          .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), false);

  private static final int MOST = 10_000;

  private final JsonParser json;

  private LoggedPoints(JsonParser json) {
    this.json = json;
  }

  /** What a run is to record. */
  record Logged(RunId run, RunData data) {}

  /** The body of log-metric. */
  static @Nullable Logged metric(Exchange x) {
    return read(x, LoggedPoints::metric);
  }

  /** The body of log-batch. */
  static @Nullable Logged batch(Exchange x) {
    return read(x, LoggedPoints::batch);
  }

  private interface Form {
    @Nullable Logged of(LoggedPoints body) throws IOException;
  }

  private static @Nullable Logged read(Exchange x, Form form) {
    String type = x.header(HeaderNames.CONTENT_TYPE);
    if (type == null || !type.startsWith("application/json")) {
      return null;
    }
    try (JsonParser json = FACTORY.createParser(x.body())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Logged logged = form.of(new LoggedPoints(json));
      return json.nextToken() == null ? logged : null;
    } catch (IOException | NoriaException e) {
      return null;
    }
  }

  /** Fields of a point that were seen, and their values. */
  private static final class Point {
    private int seen;
    private @Nullable String run;
    private @Nullable String key;
    private double value;
    private long time;
    private long step;

    /** False when it was seen before. */
    boolean first(int field) {
      boolean first = (seen & field) == 0;
      seen |= field;
      return first;
    }

    @Nullable Metric metric() {
      String named = key;
      boolean whole = (seen & (VALUE | TIME)) == (VALUE | TIME);
      // The general reader knows which times are too far away.
      return named == null || !whole || time < 0 || time > LATEST
          ? null
          : new Metric(named, value, Instant.ofEpochMilli(time), step);
    }
  }

  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int TIME = 4;
  private static final int STEP = 8;
  private static final int RUN = 16;
  private static final int OLD_RUN = 32;
  private static final long LATEST = 250_000_000_000_000L;

  private @Nullable Logged metric() throws IOException {
    Point point = new Point();
    if (!point(point, true)) {
      return null;
    }
    Metric metric = point.metric();
    String run = point.run;
    return run == null || metric == null
        ? null
        : new Logged(new RunId(run), RunData.ofMetrics(List.of(metric)));
  }

  /** Reads to the end of the object; false when something in it is not as usual. */
  private boolean point(Point point, boolean withRun) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      boolean usual =
          switch (field) {
            case "key" -> point.first(KEY) && (point.key = text(token)) != null;
            case "value" -> point.first(VALUE) && value(token, point);
            case "timestamp" -> point.first(TIME) && whole(token) && time(point);
            case "step" -> point.first(STEP) && whole(token) && step(point);
            case "run_id" -> withRun && point.first(RUN) && run(token, point);
            // Sent beside run_id by older clients; alone it goes the general way.
            case "run_uuid" -> withRun && point.first(OLD_RUN) && token == JsonToken.VALUE_STRING;
            default -> false;
          };
      if (!usual) {
        return false;
      }
    }
    return json.currentToken() == JsonToken.END_OBJECT;
  }

  private boolean run(JsonToken token, Point point) throws IOException {
    point.run = text(token);
    return point.run != null && !point.run.isEmpty();
  }

  private @Nullable String text(JsonToken token) throws IOException {
    return token == JsonToken.VALUE_STRING ? json.getText() : null;
  }

  private boolean value(JsonToken token, Point point) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> point.value = json.getDoubleValue();
      case VALUE_STRING -> {
        switch (json.getText()) {
          case "NaN" -> point.value = Double.NaN;
          case "Infinity" -> point.value = Double.POSITIVE_INFINITY;
          case "-Infinity" -> point.value = Double.NEGATIVE_INFINITY;
          default -> {
            return false;
          }
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** 64-bit integers come as numbers, or as texts of digits. */
  private boolean whole(JsonToken token) throws IOException {
    return token == JsonToken.VALUE_NUMBER_INT
        || (token == JsonToken.VALUE_STRING && json.getTextLength() <= 18);
  }

  private boolean time(Point point) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      point.time = json.getLongValue();
      return true;
    }
    point.time = digits();
    return point.time >= 0;
  }

  private boolean step(Point point) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      point.step = json.getLongValue();
      return true;
    }
    point.step = digits();
    return point.step >= 0;
  }

  /** The number of a text of digits, or -1. */
  private long digits() throws IOException {
    char[] text = json.getTextCharacters();
    int from = json.getTextOffset();
    int length = json.getTextLength();
    long number = length == 0 ? -1 : 0;
    for (int i = from; i < from + length; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private @Nullable Logged batch() throws IOException {
    String run = null;
    List<Metric> metrics = null;
    Map<String, String> params = null;
    Map<String, String> tags = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      boolean usual =
          switch (field) {
            case "run_id" -> run == null && (run = text(token)) != null && !run.isEmpty();
            case "metrics" -> metrics == null && (metrics = points(token)) != null;
            case "params" -> params == null && (params = pairs(token)) != null;
            case "tags" -> tags == null && (tags = pairs(token)) != null;
            default -> false;
          };
      if (!usual) {
        return null;
      }
    }
    if (run == null || json.currentToken() != JsonToken.END_OBJECT) {
      return null;
    }
    return new Logged(
        new RunId(run),
        new RunData(
            metrics == null ? List.of() : metrics,
            params == null ? Map.of() : params,
            tags == null ? Map.of() : tags));
  }

  private @Nullable List<Metric> points(JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return null;
    }
    List<Metric> metrics = new ArrayList<>(64);
    while (json.nextToken() == JsonToken.START_OBJECT && metrics.size() < MOST) {
      Point point = new Point();
      Metric metric = point(point, false) ? point.metric() : null;
      if (metric == null) {
        return null;
      }
      metrics.add(metric);
    }
    return json.currentToken() == JsonToken.END_ARRAY ? metrics : null;
  }

  /** Keys and values; a key that comes twice is not as usual. */
  private @Nullable Map<String, String> pairs(JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return null;
    }
    Map<String, String> pairs = new TreeMap<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String key = null;
      String value = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        String text = text(json.nextToken());
        if (text == null) {
          return null;
        }
        if (field.equals("key") && key == null) {
          key = text;
        } else if (field.equals("value") && value == null) {
          value = text;
        } else {
          return null;
        }
      }
      boolean usual = key != null && !key.isEmpty() && value != null;
      if (!usual || json.currentToken() != JsonToken.END_OBJECT || pairs.put(key, value) != null) {
        return null;
      }
    }
    return json.currentToken() == JsonToken.END_ARRAY ? pairs : null;
  }
}
