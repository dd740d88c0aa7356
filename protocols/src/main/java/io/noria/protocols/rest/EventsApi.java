package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.protocols.http.EventStream;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What happened, as pages and as a stream. */
final class EventsApi {
  private static final int CHUNK = 500;
  private static final int MOST_SCANNED = 20_000;
  private static final long POLL_MILLIS = 200;
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final Outbox outbox;
  private final ProjectScope scope;

  /** Says which events belong to a project. */
  @FunctionalInterface
  interface ProjectScope {
    /** Whether the event is the project's; NOT_FOUND when there is no such project. */
    Predicate<EventWire> of(String project);
  }

  EventsApi(Outbox outbox, ProjectScope scope) {
    this.outbox = outbox;
    this.scope = scope;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/events", this::list)
        .get("/noria/v1/events/stream", this::stream, Routes.Option.STREAM);
  }

  private void list(Exchange exchange) {
    Query query = exchange.query();
    int limit = Items.limit(query);
    Predicate<EventWire> wanted = wanted(query);
    String subject = query.orNull("subject");
    if (subject != null) {
      List<EventWire> about =
          outbox.about(Ref.parse(subject), CHUNK).reversed().stream()
              .map(EventWire::of)
              .filter(wanted)
              .toList();
      exchange.send(Items.part(about, query));
    } else if (query.orNull("after") != null) {
      long after = query.number("after", 0L, 0, Long.MAX_VALUE);
      exchange.send(scan(after, limit, wanted, true));
    } else {
      exchange.send(scan(before(query), limit, wanted, false));
    }
  }

  private Items<EventWire> scan(
      long from, int limit, Predicate<EventWire> wanted, boolean forward) {
    List<EventWire> found = new ArrayList<>();
    long at = from;
    for (int scanned = 0; scanned < MOST_SCANNED; scanned += CHUNK) {
      List<Published> chunk = forward ? outbox.after(at, CHUNK) : outbox.before(at, CHUNK);
      for (Published published : chunk) {
        at = published.sequence();
        EventWire event = EventWire.of(published);
        if (wanted.test(event)) {
          found.add(event);
          if (found.size() == limit) {
            return new Items<>(found, Long.toString(at));
          }
        }
      }
      if (chunk.size() < CHUNK) {
        return new Items<>(found, null);
      }
    }
    return new Items<>(found, Long.toString(at));
  }

  private static long before(Query query) {
    String token = Items.token(query);
    if (token == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw NoriaException.invalid(
          "page_token: " + token + " (expected: next_page_token of the page before)");
    }
  }

  private Predicate<EventWire> wanted(Query query) {
    String kind = query.orNull("kind");
    String project = query.orNull("project");
    Predicate<EventWire> wanted = event -> kind == null || event.type().equals(kind);
    return project == null ? wanted : wanted.and(scope.of(project));
  }

  private void stream(Exchange exchange) throws Exception {
    long at = start(exchange);
    try (EventStream events = exchange.sendEvents()) {
      events.heartbeat();
      long lastSent = System.nanoTime();
      while (!exchange.stopping()) {
        List<Published> news = new ArrayList<>();
        long from = at;
        events.whenThere(() -> news.addAll(outbox.after(from, CHUNK)));
        for (Published published : news) {
          at = published.sequence();
          EventWire event = EventWire.of(published);
          events.send(Long.toString(at), event.type(), WireJson.bytes(event));
          lastSent = System.nanoTime();
        }
        if (System.nanoTime() - lastSent > HEARTBEAT_NANOS) {
          events.heartbeat();
          lastSent = System.nanoTime();
        }
        if (news.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
      }
    }
  }

  private long start(Exchange exchange) {
    @Nullable String last = exchange.header("Last-Event-ID").orElse(null);
    if (last != null) {
      try {
        return Long.parseLong(last);
      } catch (NumberFormatException e) {
        throw NoriaException.invalid("Last-Event-ID: " + last + " (expected: a number)");
      }
    }
    return exchange.query().number("after", outbox.tail(), 0L, Long.MAX_VALUE);
  }
}
