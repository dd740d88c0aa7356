package io.noria.server.http;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.JsonErrors;
import io.noria.protocols.http.Routes;
import io.noria.storage.gc.GarbageCollector;
import io.noria.storage.sql.MaintenanceLock;
import io.noria.storage.sql.SqlConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /noria/v1/gc}: begins one in the background, and says how far it is. */
public final class GcRoutes {
  private static final Logger log = LoggerFactory.getLogger(GcRoutes.class);

  /** A century: longer is a mistake. */
  private static final double MOST_SECONDS = 3.2e9;

  /** Least that a caller may ask of a server with records to lose: what was deleted today stays. */
  private static final Duration LEAST_AGE = Duration.ofDays(1);

  /** Longer than an upload takes until its record is there. */
  private static final Duration LEAST_GRACE = Duration.ofHours(1);

  private final SqlConfig sql;
  private final boolean ephemeral;
  private final Supplier<GarbageCollector> collector;
  private final Runnable leftovers;
  private final AtomicReference<State> last =
      new AtomicReference<>(new State("never", false, null, 0, 0, null, null));

  private GcRoutes(
      SqlConfig sql, boolean ephemeral, Supplier<GarbageCollector> collector, Runnable leftovers) {
    this.leftovers = leftovers;
    this.sql = sql;
    this.ephemeral = ephemeral;
    this.collector = collector;
  }

  /**
   * The routes.
   *
   * @param ephemeral whether nothing is there to be lost: then everything may go at once
   * @param leftovers removes local files that nothing uses, afterwards
   */
  public static Routes routes(
      SqlConfig sql, boolean ephemeral, Supplier<GarbageCollector> collector, Runnable leftovers) {
    GcRoutes gc = new GcRoutes(sql, ephemeral, collector, leftovers);
    return Routes.of("rest", JsonErrors.FORM, "/noria/v1/gc")
        .get("/noria/v1/gc", gc::show)
        .post("/noria/v1/gc", gc::start);
  }

  private record Body(
      @Nullable Double olderThanS, @Nullable Double graceS, @Nullable Boolean dryRun) {}

  private record State(
      String state,
      boolean dryRun,
      @Nullable String phase,
      long done,
      long whole,
      GarbageCollector.@Nullable Result result,
      @Nullable String problem) {}

  private record Wire(
      String state,
      boolean dryRun,
      @Nullable String phase,
      @Nullable Long done,
      @Nullable Long whole,
      @Nullable Map<String, Long> purged,
      @Nullable Map<String, Long> kept,
      @Nullable Long objects,
      @Nullable Long freedObjects,
      @Nullable Long freedBytes,
      @Nullable String problem) {}

  private void show(Exchange exchange) {
    State now = last.get();
    GarbageCollector.Result result = now.result();
    boolean running = now.phase() != null;
    exchange.send(
        new Wire(
            now.state(),
            now.dryRun(),
            now.phase(),
            running ? now.done() : null,
            running ? now.whole() : null,
            result == null ? null : result.purged(),
            result == null ? null : result.kept(),
            result == null ? null : result.objects(),
            result == null ? null : result.freedObjects(),
            result == null ? null : result.freedBytes(),
            now.problem()));
  }

  private void start(Exchange exchange) {
    Body body = exchange.json(Body.class);
    GarbageCollector.Request usual = GarbageCollector.Request.USUAL;
    var request =
        new GarbageCollector.Request(
            duration("older_than_s", body.olderThanS(), usual.olderThan()),
            duration("grace_s", body.graceS(), usual.grace()),
            Boolean.TRUE.equals(body.dryRun()));
    if (!ephemeral && !request.dryRun()) {
      atLeast("older_than_s", request.olderThan(), LEAST_AGE);
      atLeast("grace_s", request.grace(), LEAST_GRACE);
    }
    MaintenanceLock lock = MaintenanceLock.take(sql);
    last.set(new State("running", request.dryRun(), "begin", 0, 0, null, null));
    Thread.ofVirtual().name("noria-gc").start(() -> run(request, lock));
    show(exchange);
  }

  private void run(GarbageCollector.Request request, MaintenanceLock lock) {
    State end;
    try (lock) {
      GarbageCollector.Result result =
          collector
              .get()
              .run(
                  request,
                  (phase, done, whole) ->
                      last.set(
                          new State("running", request.dryRun(), phase, done, whole, null, null)));
      if (!request.dryRun()) {
        leftovers.run();
      }
      end = new State("done", request.dryRun(), null, 0, 0, result, null);
    } catch (IOException | RuntimeException e) {
      log.warn("event=gc_failed error=\"{}\"", e.getMessage());
      end = new State("failed", request.dryRun(), null, 0, 0, null, String.valueOf(e.getMessage()));
    }
    last.set(end);
  }

  /** Every token may call this one, so no token can undo that deletions can be undone. */
  private static void atLeast(String name, Duration asked, Duration least) {
    if (asked.compareTo(least) < 0) {
      throw NoriaException.invalid(
          name
              + ": "
              + asked.toMillis() / 1000.0
              + " (expected: at least "
              + least.toSeconds()
              + "; `noria gc --data FOLDER` on a stopped server takes less)");
    }
  }

  private static Duration duration(String name, @Nullable Double seconds, Duration usual) {
    if (seconds == null) {
      return usual;
    }
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw NoriaException.invalid(name + ": " + seconds + " (expected: 0 or more seconds)");
    }
    return Duration.ofMillis((long) (seconds * 1000));
  }
}
