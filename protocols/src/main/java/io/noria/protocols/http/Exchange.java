package io.noria.protocols.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.noria.base.NoriaException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Used by one thread. */
public final class Exchange {
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private final ServerRequest request;
  private final ServerResponse response;
  private final Routes.Route route;
  private final List<String> names;
  private final List<String> captured;
  private final Body body;
  private final Caller caller;
  private @Nullable Query query;
  private boolean streaming;

  Exchange(
      ServerRequest request,
      ServerResponse response,
      Router.Target target,
      List<String> captured,
      Body body,
      Caller caller) {
    this.request = request;
    this.response = response;
    this.route = target.route();
    this.names = target.names();
    this.captured = captured;
    this.body = body;
    this.caller = caller;
  }

  /** The method, in upper case. */
  public String method() {
    return request.prologue().method().text();
  }

  /** The path as it was sent, still encoded, without the query. */
  public String rawPath() {
    return request.prologue().uriPath().rawPath();
  }

  /** The route that answers. */
  public Routes.Route route() {
    return route;
  }

  /** What the pattern's {@code {name}} captured, decoded. */
  public String path(String name) {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException(route.pattern() + " has no {" + name + "}");
    }
    return captured.get(at);
  }

  /** The query parameters. */
  public Query query() {
    Query parsed = query;
    if (parsed == null) {
      parsed = Query.parse(request.prologue().query().rawValue());
      query = parsed;
    }
    return parsed;
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /** The first value of a header whose name is kept: the quick way; null when it is missing. */
  public @Nullable String header(HeaderName name) {
    return request.headers().contains(name) ? request.headers().get(name).get() : null;
  }

  /** A moment from a header; null when it is missing. */
  public @Nullable Instant instantHeader(HeaderName name) {
    String text = header(name);
    return text == null ? null : instant(name.defaultCase(), text);
  }

  /**
   * The whole body, read within the limits of size and time.
   *
   * @throws NoriaException TOO_LARGE
   */
  public byte[] body() {
    return body.bytes();
  }

  /** The body as a JSON tree. */
  public JsonNode json() {
    return WireJson.tree(body.bytes());
  }

  /** The body as a record of snake_case fields. */
  public <T> T json(Class<T> type) {
    return WireJson.read(body.bytes(), type);
  }

  /** The body as a stream, limited to {@link HttpLimits#maxUploadBytes}. */
  public InputStream stream() {
    return body.stream();
  }

  /**
   * The body of a file as a stream, limited as {@link #stream} is. A file is stored as it comes, so
   * one that says to be compressed on its way is refused with 415: a few bytes would fill the disk.
   */
  public InputStream upload() {
    body.refuseEncoding();
    return body.stream();
  }

  /** Sets a header of the answer. */
  public void setHeader(String name, String value) {
    response.headers().set(HeaderNames.create(name), value);
  }

  /** Sets a header of the answer whose name is kept: the quick way. */
  public void setHeader(HeaderName name, String value) {
    response.headers().set(HeaderValues.create(name, value));
  }

  /** Sets a prepared header of the answer. */
  public void setHeader(Header header) {
    response.headers().set(header);
  }

  /** Answers 200 with the value as JSON. */
  public void send(Object value) {
    send(200, value);
  }

  /** Answers with the value as JSON; answers of the API are never cached. */
  public void send(int status, Object value) {
    response.headers().set(NO_STORE);
    sendJson(status, WireJson.bytes(value));
  }

  /** Answers with JSON that is already bytes. */
  public void sendJson(int status, byte[] json) {
    response.headers().set(JSON);
    finish(status, json);
  }

  /** Answers with text. */
  public void sendText(int status, String text) {
    sendBytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with bytes. */
  public void sendBytes(int status, String contentType, byte[] bytes) {
    response.headers().set(HeaderNames.CONTENT_TYPE, contentType);
    finish(status, bytes);
  }

  /** Answers without a body. */
  public void sendEmpty(int status) {
    response.status(Status.create(status)).send();
  }

  /**
   * Begins an answer whose body is streamed; close the stream.
   *
   * @param length bytes that will come, or -1 when it is not known
   */
  public OutputStream sendStream(int status, String contentType, long length) {
    response.headers().set(HeaderNames.CONTENT_TYPE, contentType);
    response.status(Status.create(status));
    if (length >= 0) {
      response.headers().contentLength(length);
    }
    if (method().equals("HEAD")) {
      response.send();
      return OutputStream.nullOutputStream();
    }
    streaming = true;
    return new WatchedOutput(response.outputStream(), caller.connection(), caller.most());
  }

  /** Begins a stream of events; close it. */
  public EventStream sendEvents() {
    response.headers().set(NO_STORE);
    response.headers().set(HeaderNames.create("X-Accel-Buffering"), "no");
    return new EventStream(sendStream(200, "text/event-stream; charset=utf-8", -1));
  }

  /** Whether the server is going down: streams end. */
  public boolean stopping() {
    return caller.stopping().getAsBoolean();
  }

  /** Whether an answer has begun: it is too late for another status. */
  public boolean begun() {
    return streaming || response.isSent();
  }

  /** Helidon's own request, for what is not here. */
  public ServerRequest request() {
    return request;
  }

  /** Helidon's own response, for what is not here. */
  public ServerResponse response() {
    return response;
  }

  /**
   * Reads an RFC 3339 time; see {@link WireTime}.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the field
   */
  public static Instant instant(String name, String text) {
    return WireTime.parse(name, text);
  }

  private void finish(int status, byte[] bytes) {
    if (status != 200) {
      response.status(Status.create(status));
    }
    if (request.prologue().method() == io.helidon.http.Method.HEAD) {
      response.headers().contentLength(bytes.length);
      response.send();
    } else {
      caller.connection().writing(bytes.length, caller.most());
      try {
        response.send(bytes);
      } finally {
        caller.connection().settled();
      }
    }
  }
}
