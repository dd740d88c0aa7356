package io.noria.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls the REST API under {@code /noria/v1}. Answers are JSON trees in the shapes of {@code
 * /noria/v1/openapi.json}. Thread-safe.
 *
 * <p>When the server asks for patience (429 or 503 with Retry-After) the call waits and is
 * repeated, up to {@value #MOST_TRIES} times.
 */
public final class NoriaClient implements AutoCloseable {
  private static final int MOST_TRIES = 5;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final URI server;
  private final @Nullable String token;
  private final Duration timeout;

  private NoriaClient(URI server, @Nullable String token, Duration timeout) {
    this.server = server;
    this.token = token;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /**
   * A client of the server.
   *
   * @param server for example {@code http://127.0.0.1:7600}
   * @param token the caller's token; null for none
   * @param timeout how long one call may take
   */
  public static NoriaClient of(URI server, @Nullable String token, Duration timeout) {
    String scheme = server.getScheme();
    if (scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw NoriaException.invalid(
          "server: " + server + " (expected: a URL such as http://127.0.0.1:7600)");
    }
    return new NoriaClient(server, token, timeout);
  }

  /** The server's URL. */
  public URI server() {
    return server;
  }

  /** A segment of a path, escaped. */
  public static String segment(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The answer of a GET of {@code /noria/v1} + path. */
  public JsonNode get(String path) {
    return send(request(path).GET().build());
  }

  /** The answer of a GET; empty when there is no such thing. */
  public Optional<JsonNode> find(String path) {
    try {
      return Optional.of(get(path));
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Why a prediction is what it is: {@code Why} of the API's document.
   *
   * @param prediction its id, or a beginning of it that no other prediction has
   * @param neighbours how many training rows like it, 0 to 50
   * @param weighted whether features count for likeness by their contribution
   */
  public JsonNode why(String prediction, int neighbours, boolean weighted) {
    return get(
        "/predictions/"
            + segment(prediction)
            + "/why?neighbours="
            + neighbours
            + "&weighted="
            + weighted);
  }

  /** The answer of a POST of the JSON object. */
  public JsonNode post(String path, Map<String, ?> body) {
    try {
      return send(
          request(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
              .build());
    } catch (JsonProcessingException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "not writable as JSON: " + body, e);
    }
  }

  /** The answer of a DELETE. */
  public JsonNode delete(String path) {
    return send(request(path).DELETE().build());
  }

  /** The text of a GET, for documents that are not JSON. */
  public String text(String path) {
    return new String(exchange(request(path).GET().build()).body(), StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    String base = server.toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/noria/v1" + path))
            .timeout(timeout)
            .header("Accept", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private JsonNode send(HttpRequest request) {
    byte[] body = exchange(request).body();
    if (body.length == 0) {
      return json.createObjectNode();
    }
    try {
      return json.readTree(body);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, server + " answered something that is not JSON", e);
    }
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      HttpResponse<byte[]> answer = once(request);
      int status = answer.statusCode();
      if (status < 300) {
        return answer;
      }
      boolean busy = status == 429 || status == 503;
      if (!busy || attempt == MOST_TRIES) {
        throw refused(answer);
      }
      pause(retryAfter(answer, attempt));
    }
  }

  private HttpResponse<byte[]> once(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "no server answers at "
              + server
              + "; start one with `noria server`, or name another with NORIA_URL",
          e);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "the call to " + server + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.ABORTED, "interrupted while waiting for " + server, e);
    }
  }

  private static Duration retryAfter(HttpResponse<?> answer, int attempt) {
    Duration asked =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(value -> value.matches("\\d{1,6}"))
            .map(value -> Duration.ofSeconds(Long.parseLong(value)))
            .orElse(Duration.ofMillis(200L << attempt));
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.ABORTED, "interrupted while waiting to try again", e);
    }
  }

  private NoriaException refused(HttpResponse<byte[]> answer) {
    JsonNode error;
    try {
      error = json.readTree(answer.body()).path("error");
    } catch (IOException e) {
      error = new ObjectNode(json.getNodeFactory());
    }
    String message =
        error.path("message").asText(server + " answered with status " + answer.statusCode());
    String evidence = error.path("evidence").asText("");
    return new NoriaException(
        code(error.path("code").asText(""), answer.statusCode()),
        evidence.isEmpty() || message.contains(evidence)
            ? message
            : message + " (evidence: " + evidence + ")");
  }

  private static ErrorCode code(String name, int status) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHENTICATED;
      case 403 -> ErrorCode.PERMISSION_DENIED;
      case 404 -> ErrorCode.NOT_FOUND;
      case 409 -> ErrorCode.ALREADY_EXISTS;
      case 422 -> ErrorCode.UNPROCESSABLE;
      case 429, 503 -> ErrorCode.UNAVAILABLE;
      default -> status < 500 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL;
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
