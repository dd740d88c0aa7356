package io.noria.protocols.mlflow;

import com.google.protobuf.CodedOutputStream;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Exchange;
import io.noria.traces.SpanBatch;
import io.noria.traces.Traces;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.RunId;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;

/** Takes spans as OpenTelemetry's exporters send them. */
final class OtlpCalls {
  private static final String PATH = "/v1/traces";
  private static final String EXPERIMENT = "x-mlflow-experiment-id";
  private static final String RUN = "x-mlflow-run-id";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int MOST_BYTES = 64 * 1024 * 1024;
  private static final int SMALL_BYTES = 64 * 1024;
  private static final int LARGE_BYTES = 8 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 10;
  private static final long READING_SECONDS = 120;

  private final Traces traces;

  /** For bodies that are large: read, they take many times their size. */
  private final Semaphore large = new Semaphore(2);

  /** For those in between, as many as an eighth of the heap holds at their largest. */
  private final Semaphore medium =
      new Semaphore((int) Math.clamp(Runtime.getRuntime().maxMemory() / 8 / LARGE_BYTES, 2, 32));

  OtlpCalls(Traces traces) {
    this.traces = traces;
  }

  void addTo(MlflowRoutes routes) {
    routes.alone("POST", PATH, this::export);
  }

  private void export(Exchange x) throws IOException {
    String experiment = x.header(EXPERIMENT).orElse("");
    if (experiment.isEmpty()) {
      ErrorForm.Answer answer =
          MlflowErrors.answer(
              new MlflowErrors.Code("INVALID_PARAMETER_VALUE", 422),
              "header " + EXPERIMENT + ": missing (expected: an experiment's id)");
      x.sendBytes(answer.status(), answer.contentType(), answer.body());
      return;
    }
    String type = x.header("Content-Type").orElse("").split(";", 2)[0].trim();
    boolean json = type.equalsIgnoreCase(JSON);
    if (!json && !type.equalsIgnoreCase(PROTOBUF)) {
      throw NoriaException.invalid(
          "Content-Type: '"
              + Limits.shown(type)
              + "' (expected: "
              + PROTOBUF
              + " or "
              + JSON
              + ")");
    }
    try (InputStream in = x.stream()) {
      byte[] start = read(in, SMALL_BYTES + 1);
      if (start.length <= SMALL_BYTES) {
        take(x, experiment, json, start);
        return;
      }
      byte[] more = inTurn(medium, () -> takeMedium(x, experiment, json, start, in));
      if (more.length > 0) {
        inTurn(
            large,
            () -> {
              take(x, experiment, json, whole(more, in));
              return more;
            });
      }
    }
  }

  private interface Work {
    byte[] run() throws IOException;
  }

  /** Takes the body unless it is large; else what was read of it. */
  private byte[] takeMedium(
      Exchange x, String experiment, boolean json, byte[] start, InputStream in)
      throws IOException {
    byte[] rest = read(in, LARGE_BYTES + 1 - start.length);
    byte[] body = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, body, start.length, rest.length);
    if (body.length > LARGE_BYTES) {
      return body;
    }
    take(x, experiment, json, body);
    return new byte[0];
  }

  private static byte[] inTurn(Semaphore places, Work work) throws IOException {
    boolean entered = false;
    try {
      entered = places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!entered) {
        throw NoriaException.unavailable(
            "as many exports of this size are being read as there is memory for; try again",
            Duration.ofSeconds(5),
            null);
      }
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "the server is stopping; try again", e);
    } finally {
      if (entered) {
        places.release();
      }
    }
  }

  private void take(Exchange x, String experiment, boolean json, byte[] body) throws IOException {
    OtlpTraces read = json ? OtlpTraces.json(body) : OtlpTraces.protobuf(body);
    if (read.count() == 0) {
      throw NoriaException.invalid("body: no spans (expected: at least one)");
    }
    List<SpanBatch> batches = read.batches();
    if (!batches.isEmpty()) {
      traces.traces().log(new ExperimentId(experiment), batches);
      x.header(RUN).ifPresent(run -> link(batches, run));
    }
    answer(x, json, read);
  }

  private void link(List<SpanBatch> batches, String run) {
    traces
        .traces()
        .linkRun(
            batches.stream()
                .filter(batch -> batch.spans().stream().anyMatch(span -> span.parent() == null))
                .map(SpanBatch::trace)
                .toList(),
            new RunId(run));
  }

  private static void answer(Exchange x, boolean json, OtlpTraces read) throws IOException {
    if (json) {
      Map<String, Object> partial =
          read.refused() == 0
              ? Map.of()
              : Map.of(
                  "partialSuccess",
                  Map.of(
                      "rejectedSpans",
                      Integer.toString(read.refused()),
                      "errorMessage",
                      read.reason()));
      x.sendJson(200, MlflowJson.bytes(partial));
      return;
    }
    x.sendBytes(200, PROTOBUF, read.refused() == 0 ? new byte[0] : partial(read));
  }

  /** An {@code ExportTraceServiceResponse} with its {@code partial_success}. */
  private static byte[] partial(OtlpTraces read) throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    CodedOutputStream fields = CodedOutputStream.newInstance(inner);
    fields.writeInt64(1, read.refused());
    fields.writeString(2, read.reason());
    fields.flush();
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    CodedOutputStream message = CodedOutputStream.newInstance(outer);
    message.writeByteArray(1, inner.toByteArray());
    message.flush();
    return outer.toByteArray();
  }

  /** The rest behind the start; one that drips in may not keep others out. */
  private static byte[] whole(byte[] start, InputStream in) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READING_SECONDS);
    ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * start.length);
    whole.write(start);
    byte[] part = new byte[64 * 1024];
    while (true) {
      int length = read(in, part);
      if (length < 0) {
        return whole.toByteArray();
      }
      whole.write(part, 0, length);
      if (whole.size() > MOST_BYTES) {
        throw new NoriaException(
            ErrorCode.TOO_LARGE,
            "body: too large (expected: at most " + MOST_BYTES + " bytes, unpacked)");
      }
      if (System.nanoTime() > deadline) {
        throw new NoriaException(
            ErrorCode.UNAVAILABLE,
            "body: did not arrive within " + READING_SECONDS + " s; send smaller batches");
      }
    }
  }

  private static byte[] read(InputStream in, int most) throws IOException {
    try {
      return in.readNBytes(most);
    } catch (ZipException | EOFException e) {
      throw notPacked(e);
    }
  }

  private static int read(InputStream in, byte[] into) throws IOException {
    try {
      return in.read(into);
    } catch (ZipException | EOFException e) {
      throw notPacked(e);
    }
  }

  private static NoriaException notPacked(IOException e) {
    return new NoriaException(
        ErrorCode.INVALID_ARGUMENT, "body: not compressed as its Content-Encoding says", e);
  }
}
