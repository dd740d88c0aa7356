package io.noria.engine.duckdb;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.FileForm;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB inside this process. Each query has an in-memory database of its own (some 15 ms), because
 * the files that a database may touch can only be named before it is locked: so a query reaches the
 * files it was given, whatever its SQL says. Queries run on the engine's own threads: native code
 * would otherwise hold the carriers of virtual threads.
 */
public final class DuckDbEngine implements Engine {
  private static final Logger log = LoggerFactory.getLogger(DuckDbEngine.class);
  private static final long CANCEL_AGAIN_MILLIS = 20;

  private final DuckDbSettings settings;
  private final ExecutorService threads;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicLong sessions = new AtomicLong();
  private volatile @Nullable String version;

  private DuckDbEngine(DuckDbSettings settings) {
    this.settings = settings;
    this.threads =
        Executors.newFixedThreadPool(
            settings.concurrency(),
            Thread.ofPlatform().daemon().name("noria-engine-", 0).factory());
  }

  /** An engine that loads DuckDB with its first query. */
  public static DuckDbEngine open(DuckDbSettings settings) {
    return new DuckDbEngine(settings);
  }

  @Override
  public Frame query(Query query) {
    return run(
        query,
        session -> {
          session.bind(query.sql(), query.tables());
          return session.fetch();
        });
  }

  @Override
  public void stream(Query query, int rows, Consumer<Frame> sink) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: " + rows + " (expected: 1 or more)");
    }
    run(
        query,
        session -> {
          session.bind(query.sql(), query.tables());
          session.stream(rows, sink);
          return rows;
        });
  }

  @Override
  public long writeParquet(Query query, Path out) {
    return write(query, FileForm.PARQUET, out);
  }

  @Override
  public long write(Query query, FileForm form, Path out) {
    return intoPlace(
        out,
        temporary ->
            run(
                query,
                temporary,
                session -> {
                  session.bind(query.sql(), query.tables());
                  return session.copyTo(temporary, form);
                }));
  }

  @Override
  public void writeParquet(Frame frame, Path out) {
    Query none = Query.of("", Map.of());
    intoPlace(out, temporary -> run(none, temporary, session -> session.write(frame, temporary)));
  }

  @Override
  public Frame readParquet(List<Path> files, List<String> columns) {
    String list =
        columns.isEmpty() ? "*" : String.join(", ", columns.stream().map(Sql::name).toList());
    return query("SELECT " + list + " FROM data", Map.of("data", files));
  }

  @Override
  public List<Field> describe(Query query) {
    return run(query, session -> session.bind(query.sql(), query.tables()));
  }

  @Override
  public String name() {
    return "duckdb";
  }

  @Override
  public String version() {
    String known = version;
    if (known == null) {
      known = query("SELECT version() AS version", Map.of()).strings("version").get(0);
      version = known;
    }
    return String.valueOf(known);
  }

  @Override
  public void check() {
    if (started.get()) {
      query("SELECT 1 AS one", Map.of());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("engine=duckdb state=closing queries=running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (started.get()) {
      clean(settings.tempFolder());
    }
  }

  private interface Work<T> {
    T run(DuckDbSession session) throws SQLException;
  }

  private interface Write {
    long run(Path temporary);
  }

  private <T> T run(Query query, Work<T> work) {
    return run(query, null, work);
  }

  private <T> T run(Query query, @org.jspecify.annotations.Nullable Path out, Work<T> work) {
    DuckDbSession session =
        new DuckDbSession(
            settings, settings.tempFolder().resolve("query-" + sessions.incrementAndGet()));
    Future<T> running;
    try {
      running =
          threads.submit(() -> {
            start();
            try (session) {
              session.open(query, out);
              return work.run(session);
            }
          });
    } catch (RejectedExecutionException e) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "the engine is closed", e);
    }
    return await(running, session, query);
  }

  private static <T> T await(Future<T> running, DuckDbSession session, Query query) {
    try {
      return running.get(query.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw DuckDbErrors.translate(e.getCause());
    } catch (TimeoutException e) {
      stop(running, session);
      throw new NoriaException(
          ErrorCode.DEADLINE_EXCEEDED,
          "the query took longer than " + query.deadline().toMillis() + " ms and was cancelled",
          e);
    } catch (InterruptedException e) {
      stop(running, session);
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.ABORTED, "the query was interrupted", e);
    }
  }

  /** Cancels and waits for the end, so that the files of the query are free again on return. */
  private static void stop(Future<?> running, DuckDbSession session) {
    boolean interrupted = false;
    session.refuse();
    while (true) {
      // A cancel that comes between two statements has no effect: hence again and again.
      session.cancel();
      try {
        running.get(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        break;
      } catch (TimeoutException e) {
        log.debug("engine=duckdb query=cancelling");
      } catch (ExecutionException e) {
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void start() {
    if (started.get()) {
      return;
    }
    long begin = System.nanoTime();
    clean(settings.tempFolder());
    try {
      Files.createDirectories(settings.tempFolder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DuckDbSession.loadLibrary();
    started.set(true);
    log.info(
        "engine=duckdb state=started memory_bytes={} threads={} concurrency={} millis={}",
        settings.memoryBytes(),
        settings.threads(),
        settings.concurrency(),
        (System.nanoTime() - begin) / 1_000_000);
  }

  /** Removes what an earlier process left behind when it was killed. */
  private static void clean(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      log.warn("engine=duckdb temp_folder={} left_behind={}", folder, e.getMessage());
    }
  }

  private static long intoPlace(Path out, Write write) {
    Path absolute = out.toAbsolutePath();
    Path folder = java.util.Objects.requireNonNull(absolute.getParent(), "a file has a folder");
    Path temporary =
        folder.resolve("." + absolute.getFileName() + "." + System.nanoTime() + ".tmp");
    try {
      Files.createDirectories(folder);
      long rows = write.run(temporary);
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return rows;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "cannot write " + absolute + ": " + e.getMessage(), e);
    } finally {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        log.warn("engine=duckdb file={} left_behind={}", temporary, e.getMessage());
      }
    }
  }
}
