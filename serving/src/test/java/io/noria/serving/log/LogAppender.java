package io.noria.serving.log;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.BundleInfo;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Reference;
import io.noria.serving.ServingConfig;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowBlock;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.sql.SqlSamplingStore;
import io.noria.serving.sql.SqlSegmentStore;
import io.noria.serving.tree.TreeModel;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers without end, several threads at once, and says so on stdout: {@code thread number millis}
 * once a prediction is acknowledged. To be killed.
 */
final class LogAppender {
  private LogAppender() {}

  static PredictionLogService open(Path folder, Engine engine, boolean durable) {
    Database database = TestDatabases.sqlite(folder);
    return PredictionLogService.open(
        ServingConfig.in(folder.resolve("log")).withDurable(durable).withSealRows(3000),
        new SqlSegmentStore(database),
        new SqlSamplingStore(database),
        ObjectStores.ephemeral(folder.resolve("objects")),
        engine,
        InstantSource.system(),
        IdSource.system(InstantSource.system()));
  }

  static Engine engine(Path folder) {
    return DuckDbEngine.open(DuckDbSettings.defaults(folder.resolve("duckdb")));
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    boolean durable = Boolean.parseBoolean(args[1]);
    int threads = Integer.parseInt(args[2]);
    PredictionLogService log = open(folder, engine(folder), durable);
    Bundle bundle = bundle(folder.resolve("bundle"));
    PrintStream out = System.out;
    Map<Integer, Thread> running = new ConcurrentHashMap<>();
    for (int thread = 0; thread < threads; thread++) {
      int number = thread;
      running.put(number, Thread.ofPlatform().start(() -> append(log, bundle, number, out)));
    }
    for (Thread thread : running.values()) {
      thread.join();
    }
  }

  private static void append(PredictionLogService log, Bundle bundle, int thread, PrintStream out) {
    for (int i = 0; ; i++) {
      var entry =
          new LogEntry(
              "flow",
              bundle,
              RowBlock.of(4, 1, new double[] {i, 12, 1, i % 4}),
              thread,
              i,
              new long[] {1_000L * i},
              System.currentTimeMillis(),
              5,
              null,
              new double[] {0.25},
              new double[] {0});
      // A client's pace: without it the queue is full at once and predictions are refused.
      LockSupport.parkNanos(100_000);
      try {
        log.writer().acknowledge(log.writer().append(entry));
      } catch (NoriaException e) {
        continue;
      }
      String line = thread + " " + i + " " + System.currentTimeMillis() + "\n";
      synchronized (out) {
        out.print(line);
        out.flush();
      }
    }
  }

  private static Bundle bundle(Path folder) throws Exception {
    try (var trees = Files.newInputStream(folder.resolve("model.json"))) {
      BundleInfo info = BundleInfo.fromJson(Files.readString(folder.resolve("noria.json")));
      return new Bundle(
          new ModelVersionId("deliveries", 1),
          info,
          new TreeScorer(TreeModel.read(trees), info),
          () -> new Reference(List.of(), List.of(), new double[0]));
    }
  }
}
