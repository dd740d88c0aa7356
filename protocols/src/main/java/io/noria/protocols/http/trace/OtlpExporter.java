package io.noria.protocols.http.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to a collector by OTLP over HTTP, in protobuf.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/">OTLP</a>
 */
public final class OtlpExporter implements SpanExporter {
  /** These say that the same may be taken later. */
  private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

  private static final int MOST_SHOWN = 200;

  private final To to;
  private final Map<String, String> resource;
  private final String version;
  private @Nullable HttpClient client;

  /**
   * Where to, and how.
   *
   * @param endpoint where spans are taken, with its path
   * @param headers sent along
   * @param gzip whether bodies are compressed
   * @param timeout the longest that a try may take
   */
  public record To(URI endpoint, Map<String, String> headers, boolean gzip, Duration timeout) {
    /** Copies. */
    public To {
      headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
      // Headers may hold secrets.
      return endpoint.toString();
    }
  }

  /**
   * Connects at the first spans.
   *
   * @param resource what makes the spans
   * @param version of the program
   */
  public OtlpExporter(To to, Map<String, String> resource, String version) {
    this.to = to;
    this.resource = Map.copyOf(resource);
    this.version = version;
  }

  @Override
  public void export(List<FinishedSpan> spans) throws Refused, InterruptedException {
    byte[] body = OtlpMessage.of(spans, resource, version);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to.endpoint())
            .timeout(to.timeout())
            .header("Content-Type", "application/x-protobuf");
    to.headers().forEach(request::setHeader);
    if (to.gzip()) {
      body = packed(body);
      request.header("Content-Encoding", "gzip");
    }
    HttpResponse<byte[]> answer =
        answer(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    if (answer.statusCode() / 100 != 2) {
      String words = new String(answer.body(), StandardCharsets.UTF_8).strip();
      throw new Refused(
          to.endpoint()
              + ": "
              + answer.statusCode()
              + " "
              + words.substring(0, Math.min(MOST_SHOWN, words.length())),
          LATER.contains(answer.statusCode()));
    }
  }

  /** The whole answer: the client's own limit may end where the answer's headers do. */
  private HttpResponse<byte[]> answer(HttpRequest request) throws Refused, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> coming =
        client()
            .sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofByteArray(), 64 << 10));
    try {
      return coming.get(to.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Refused(
          to.endpoint() + ": no whole answer within " + to.timeout().toMillis() + " ms", true);
    } catch (ExecutionException e) {
      throw new Refused(to.endpoint() + ": " + e.getCause(), e.getCause() instanceof IOException);
    } finally {
      coming.cancel(true);
    }
  }

  private HttpClient client() {
    HttpClient known = client;
    if (known == null) {
      known =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(to.timeout())
              .build();
      client = known;
    }
    return known;
  }

  private static byte[] packed(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
