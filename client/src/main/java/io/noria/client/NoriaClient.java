package io.noria.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the REST API under {@code /noria/v1}. Answers are JSON trees in the shapes of {@code
 * /noria/v1/openapi.json}. Thread-safe.
 *
 * <p>When the server asks for patience (429 or 503 with Retry-After) the call waits and is
 * repeated, up to five times.
 */
public final class NoriaClient implements AutoCloseable {
  private static final Duration TRANSFER_TIMEOUT = Duration.ofHours(6);

  private final ObjectMapper json = new ObjectMapper();
  private final Transport transport;
  private final Duration timeout;

  private NoriaClient(Transport transport, Duration timeout) {
    this.transport = transport;
    this.timeout = timeout;
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
    return new NoriaClient(new Transport(server, token), timeout);
  }

  /** The server's URL. */
  public URI server() {
    return transport.server();
  }

  /** Experiments: created, found, described. */
  public Experiments experiments() {
    return new Experiments(this);
  }

  /** Runs: created, logged to, searched. */
  public Runs runs() {
    return new Runs(this);
  }

  /** The files of runs. */
  public Artifacts artifacts() {
    return new Artifacts(this);
  }

  /** Registered models, their versions, aliases and stages. */
  public Models models() {
    return new Models(this);
  }

  /** MLflow's own routes of the server. */
  public MlflowRoutes mlflow() {
    return new MlflowRoutes(this);
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
    return send("POST", path, body);
  }

  /** The answer of a PUT of the JSON object. */
  public JsonNode put(String path, Map<String, ?> body) {
    return send("PUT", path, body);
  }

  /** The answer of a PATCH of the JSON object. */
  public JsonNode patch(String path, Map<String, ?> body) {
    return send("PATCH", path, body);
  }

  /**
   * The answer of a POST of bytes.
   *
   * @param contentType what they are, for example {@code application/x-ndjson}
   */
  public JsonNode post(String path, String contentType, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /**
   * The answer of a PUT of a stream of a known length, which is opened anew when the call is
   * repeated.
   */
  public JsonNode put(String path, Supplier<InputStream> content, long length) {
    HttpRequest.BodyPublisher body =
        length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(content), length);
    return put(path, body, true);
  }

  private JsonNode send(String method, String path, Map<String, ?> body) {
    try {
      return send(
          request(path)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
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
    return new String(transport.bytes(request(path).GET().build()), StandardCharsets.UTF_8);
  }

  /** The answer of a GET of a path from the server's root. */
  JsonNode getAt(String path) {
    return send(transport.requestAt(path, timeout).GET().build());
  }

  /** The answer of a POST of the JSON object to a path from the server's root. */
  JsonNode postAt(String path, Map<String, ?> body) {
    try {
      return send(
          transport
              .requestAt(path, timeout)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
              .build());
    } catch (JsonProcessingException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "not writable as JSON: " + body, e);
    }
  }

  /** The answer of a GET of a path from the server's root, as it comes; close it. */
  HttpResponse<InputStream> streamAt(String path) {
    return transport.stream(transport.requestAt(path, TRANSFER_TIMEOUT).GET().build());
  }

  /** The answer of a GET as it comes, not held in memory; close it. */
  HttpResponse<InputStream> stream(String path) {
    return transport.stream(transport.request(path, TRANSFER_TIMEOUT).GET().build());
  }

  /**
   * Sends bytes by PUT.
   *
   * @param again whether the body can be sent once more when the server asks for patience
   */
  JsonNode put(String path, HttpRequest.BodyPublisher body, boolean again) {
    HttpRequest request =
        transport
            .request(path, TRANSFER_TIMEOUT)
            .header("Content-Type", "application/octet-stream")
            .PUT(body)
            .build();
    return tree(again ? transport.bytes(request) : transport.once(request));
  }

  private HttpRequest.Builder request(String path) {
    return transport.request(path, timeout);
  }

  private JsonNode send(HttpRequest request) {
    return tree(transport.bytes(request));
  }

  private JsonNode tree(byte[] body) {
    if (body.length == 0) {
      return json.createObjectNode();
    }
    try {
      return json.readTree(body);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, server() + " answered something that is not JSON", e);
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
