package io.noria.serving.table;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.serving.ScoredModel;
import io.noria.serving.bundle.Bundle;
import io.noria.stats.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Predicts for every row of a table. The rows come as a stream and are scored in chunks on several
 * threads; each chunk's predictions are kept until all are there, then laid beside the rows in
 * their order. Killed and started again with the same input, model and options, it goes on with the
 * chunks that are missing.
 */
public final class TableScoring {
  private static final int MOST_ROWS = 65_536;
  private static final int LEAST_ROWS = 1024;

  /** About so many values are in a chunk. */
  private static final int VALUES = 4_000_000;

  private final Engine engine;
  private final ScoredModel model;
  private final TableJob job;
  private final TableProgress progress;
  private final TableSource source;
  private final int chunkRows;
  private final AtomicLong scored = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  private TableScoring(Engine engine, ScoredModel model, TableJob job, TableProgress progress) {
    this.engine = engine;
    this.model = model;
    this.job = job;
    this.progress = progress;
    this.source = new TableSource(engine, job);
    this.chunkRows = Math.clamp(VALUES / Math.max(1, model.inputs().size()), LEAST_ROWS, MOST_ROWS);
  }

  /**
   * What was done.
   *
   * @param rows of the input, and of the output
   * @param kept of these, predicted by a former try
   * @param refused rows that got null, of those that this try predicted
   */
  public record Done(long rows, long kept, long refused) {}

  /**
   * Does the job.
   *
   * @param engine with two queries at once at least
   * @param identity of the model's files: predictions of other files are not kept
   * @throws NoriaException INVALID_ARGUMENT when a column is missing or taken; UNPROCESSABLE for a
   *     row that cannot be asked, with its number counted from 1; what the model throws
   */
  public static Done run(
      Engine engine, ScoredModel model, String identity, TableJob job, TableProgress progress) {
    if (model.inputs().isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model "
              + model.model()
              + ": it takes tensors (expected: one that takes rows of columns)");
    }
    if (model instanceof Bundle bundle && bundle.regression() && bundle.outputs() > 1) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: it answers %d numbers a row (expected: one)"
              .formatted(model.model(), bundle.outputs()));
    }
    return new TableScoring(engine, model, job, progress).run(identity);
  }

  private Done run(String identity) {
    PredictionColumns columns = new PredictionColumns(model, job.probabilities());
    if (!job.onlyPredictions()) {
      for (String name : columns.names()) {
        if (source.names().contains(name)) {
          throw NoriaException.invalid(
              "in: has a column %s already (expected: another name, or only the predictions)"
                  .formatted(name));
        }
      }
    }
    String plan = plan(identity);
    try (TableParts parts = TableParts.open(job.out(), plan)) {
      long all = source.count();
      long chunks = (all + chunkRows - 1) / chunkRows;
      long first = 0;
      long kept = 0;
      for (long i = chunks - 1; i >= 0; i--) {
        if (parts.done(i)) {
          kept += Math.min(chunkRows, all - i * chunkRows);
        } else {
          first = i;
        }
      }
      if (kept < all) {
        score(parts, columns, first, kept, all);
      }
      if (!plan(identity).equals(plan)) {
        throw new NoriaException(
            ErrorCode.ABORTED, "in: the files changed meanwhile (expected: files that rest)");
      }
      long written = assemble(parts, columns, chunks);
      if (written != all) {
        throw new NoriaException(
            ErrorCode.DATA_LOSS, "%d rows were written (expected: %d)".formatted(written, all));
      }
      parts.delete();
      return new Done(all, kept, refused.get());
    }
  }

  /** Everything that the answers depend on, as text. */
  private String plan(String identity) {
    StringBuilder plan = new StringBuilder("1 " + identity + " " + chunkRows);
    plan.append(' ').append(job.nullOnError()).append(' ').append(job.probabilities()).append('\n');
    try {
      for (Path file : job.in()) {
        plan.append(Files.size(file)).append(' ');
        plan.append(Files.getLastModifiedTime(file).toMillis()).append(' ');
        plan.append(file.toAbsolutePath()).append('\n');
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "in: cannot be read: " + e.getMessage(), e);
    }
    return plan.toString();
  }

  private void score(TableParts parts, PredictionColumns columns, long first, long kept, long all) {
    // As many chunks in memory as there are threads, and one that is being read.
    Semaphore room = new Semaphore(job.threads() + 1);
    List<Future<?>> running = new ArrayList<>();
    long[] next = {first};
    scored.set(kept);
    try (ExecutorService threads = Executors.newFixedThreadPool(job.threads())) {
      try {
        engine.stream(
            source.features(model.inputs(), first * chunkRows),
            chunkRows,
            rows -> {
              long number = next[0]++;
              if (failure.get() == null && !parts.done(number)) {
                room.acquireUninterruptibly();
                running.add(
                    threads.submit(() -> {
                      try {
                        chunk(parts, columns, number, rows);
                        progress.at(scored.addAndGet(rows.rows()), kept, all);
                      } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                      } finally {
                        room.release();
                      }
                    }));
              }
              RuntimeException failed = failure.get();
              if (failed != null) {
                throw failed;
              }
            });
      } finally {
        threads.shutdown();
      }
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void chunk(TableParts parts, PredictionColumns columns, long number, Frame rows) {
    Column bad = rows.column(TableSource.BAD);
    boolean[] unusable = new boolean[rows.rows()];
    for (int row = 0; row < unusable.length; row++) {
      if (!bad.isNull(row)) {
        if (!job.nullOnError()) {
          throw new NoriaException(
              ErrorCode.UNPROCESSABLE,
              "row %d: %s; --on-error null goes on without it"
                  .formatted(number * chunkRows + row + 1, bad.value(row)));
        }
        unusable[row] = true;
        refused.incrementAndGet();
      }
    }
    Answers answers = model.score(rows);
    engine.writeParquet(columns.of(answers, unusable), parts.chunk(number));
  }

  private long assemble(TableParts parts, PredictionColumns columns, long chunks) {
    if (chunks == 0) {
      engine.writeParquet(
          columns.of(Answers.numbers(new double[0]), new boolean[0]), parts.chunk(0));
    }
    List<Path> files = parts.chunks(Math.max(1, chunks));
    String predictions = TableSource.from(io.noria.engine.FileForm.PARQUET, files);
    String sql =
        job.onlyPredictions()
            ? "SELECT * FROM " + predictions
            : "SELECT * FROM " + source.from() + " POSITIONAL JOIN " + predictions;
    return engine.write(source.query(sql, files), job.outForm(), job.out());
  }
}
