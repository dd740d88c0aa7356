package io.noria.protocols.mlflow;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.WireJson;
import io.noria.tracking.Metric;
import io.noria.tracking.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes points as {@code {"metrics": [...]}}, as many as there are, without holding them all. */
final class CurveAnswers implements AutoCloseable {
  private static final SerializedString KEY = new SerializedString("key");
  private static final SerializedString VALUE = new SerializedString("value");
  private static final SerializedString TIMESTAMP = new SerializedString("timestamp");
  private static final SerializedString STEP = new SerializedString("step");
  private static final SerializedString RUN_ID = new SerializedString("run_id");

  /** Points that are held at once. */
  private static final int PAGE = 25_000;

  private final JsonGenerator json;
  private boolean begun;

  private CurveAnswers(OutputStream out) throws IOException {
    this.json = WireJson.factory().createGenerator(out);
    json.writeStartObject();
  }

  /** Reads a page of so many points, from the first or from where a page before ended. */
  @FunctionalInterface
  interface Pages {
    Page<Metric> page(int size, @Nullable String token);
  }

  /** So many points; more than a page of them are written as they are read. */
  static void send(Exchange x, int limit, @Nullable String token, Pages pages) throws IOException {
    Page<Metric> page = pages.page(Math.min(limit, PAGE), token);
    if (limit <= PAGE || page.nextToken() == null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(96 * page.items().size() + 64);
      try (CurveAnswers answer = new CurveAnswers(bytes)) {
        answer.points(page.items(), null);
        answer.end(page.nextToken());
      }
      x.sendJson(200, bytes.toByteArray());
      return;
    }
    try (OutputStream out = x.sendStream(200, "application/json", -1);
        CurveAnswers answer = new CurveAnswers(out)) {
      answer.points(page.items(), null);
      int left = limit - page.items().size();
      while (left > 0 && page.nextToken() != null) {
        page = pages.page(Math.min(left, PAGE), page.nextToken());
        answer.points(page.items(), null);
        left -= page.items().size();
      }
      answer.end(page.nextToken());
    }
  }

  /** Points of several runs, each with its run. */
  static void send(Exchange x, List<? extends java.util.Map.Entry<RunId, List<Metric>>> curves)
      throws IOException {
    int count = curves.stream().mapToInt(curve -> curve.getValue().size()).sum();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(140 * count + 64);
    try (CurveAnswers answer = new CurveAnswers(bytes)) {
      for (var curve : curves) {
        answer.points(curve.getValue(), curve.getKey().value());
      }
      answer.end(null);
    }
    x.sendJson(200, bytes.toByteArray());
  }

  private void points(List<Metric> points, @Nullable String run) throws IOException {
    for (Metric point : points) {
      if (!begun) {
        json.writeArrayFieldStart("metrics");
        begun = true;
      }
      json.writeStartObject();
      json.writeFieldName(KEY);
      json.writeString(point.key());
      json.writeFieldName(VALUE);
      if (Double.isNaN(point.value())) {
        json.writeString("NaN");
      } else {
        json.writeNumber(
            Double.isInfinite(point.value())
                ? Math.copySign(Double.MAX_VALUE, point.value())
                : point.value());
      }
      json.writeFieldName(TIMESTAMP);
      json.writeNumber(point.timestamp().toEpochMilli());
      json.writeFieldName(STEP);
      json.writeNumber(point.step());
      if (run != null) {
        json.writeFieldName(RUN_ID);
        json.writeString(run);
      }
      json.writeEndObject();
    }
  }

  private void end(@Nullable String nextToken) throws IOException {
    if (begun) {
      json.writeEndArray();
    }
    if (nextToken != null) {
      json.writeStringField("next_page_token", nextToken);
    }
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
