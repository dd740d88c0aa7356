package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests: waits and repeats when the server asks for patience, and says in words what went
 * wrong. Thread-safe.
 */
final class Transport implements AutoCloseable {
  static final int MOST_TRIES = 5;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int LONGEST_ERROR = 64 * 1024;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final URI server;
  private final @Nullable String token;

  Transport(URI server, @Nullable String token) {
    this.server = server;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  URI server() {
    return server;
  }

  /** A request of {@code /noria/v1} + path. */
  HttpRequest.Builder request(String path, Duration timeout) {
    return requestAt("/noria/v1" + path, timeout);
  }

  /** A request of a path from the server's root. */
  HttpRequest.Builder requestAt(String path, Duration timeout) {
    String base = server.toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(timeout)
            .header("Accept", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  /** The whole answer. */
  byte[] bytes(HttpRequest request) {
    return exchange(request, true, HttpResponse.BodyHandlers.ofByteArray(), bytes -> bytes).body();
  }

  /** The answer as it comes; close it. */
  HttpResponse<InputStream> stream(HttpRequest request) {
    return exchange(request, true, HttpResponse.BodyHandlers.ofInputStream(), Transport::start);
  }

  /** The whole answer of a request whose body cannot be sent twice. */
  byte[] once(HttpRequest request) {
    return exchange(request, false, HttpResponse.BodyHandlers.ofByteArray(), bytes -> bytes).body();
  }

  /** The beginning of a refusal's body. */
  private static byte[] start(InputStream body) {
    try (body) {
      return body.readNBytes(LONGEST_ERROR);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private interface Read<T> {
    byte[] bytes(T body);
  }

  private <T> HttpResponse<T> exchange(
      HttpRequest request, boolean again, HttpResponse.BodyHandler<T> handler, Read<T> read) {
    for (int attempt = 1; ; attempt++) {
      HttpResponse<T> answer = send(request, handler);
      int status = answer.statusCode();
      if (status < 300) {
        return answer;
      }
      byte[] body = read.bytes(answer.body());
      boolean busy = status == 429 || status == 503;
      if (!busy || !again || attempt == MOST_TRIES) {
        throw refused(status, body);
      }
      pause(retryAfter(answer, attempt));
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "no server answers at "
              + server
              + "; start one with `noria server`, or name another with NORIA_URL",
          e);
    } catch (HttpTimeoutException e) {
      throw new NoriaException(
          ErrorCode.DEADLINE_EXCEEDED,
          request.method()
              + " "
              + request.uri().getPath()
              + ": "
              + server
              + " did not answer within "
              + request.timeout().map(Duration::toSeconds).orElse(0L)
              + " s",
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

  private NoriaException refused(int status, byte[] body) {
    JsonNode error = JsonNodeFactory.instance.objectNode();
    try {
      JsonNode read = json.readTree(body);
      if (read != null) {
        // MLflow's routes answer {error_code, message}, ours {error: {code, message}}.
        error = read.has("error_code") ? read : read.path("error");
      }
    } catch (IOException e) {
      // Not our form: the status says what there is to say.
      error = JsonNodeFactory.instance.objectNode();
    }
    String message = error.path("message").asText(server + " answered with status " + status);
    String evidence = error.path("evidence").asText("");
    return new NoriaException(
        code(error.path("code").asText(""), status),
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
      case 501 -> ErrorCode.UNIMPLEMENTED;
      default -> status < 500 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL;
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
