package io.noria.serving;

import io.noria.serving.scorer.WorkerLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How serving keeps its log.
 *
 * @param folder local folder of the log's open parts; survives restarts
 * @param flushEvery how long an answered prediction may wait for the disk
 * @param durable whether an answer waits until its prediction is on disk
 * @param queue answered predictions that may wait for the log before requests wait
 * @param sealRows rows after which a part is sealed into the object store
 * @param sealAfter age at which a part is sealed
 * @param cacheBytes memory for parts of the log that were read
 * @param workers local folder in which models' own programs run; emptied at their first start
 * @param workerLimits what such a program may take
 * @param answers whether the deployments' versions are loaded, so that requests are answered
 * @param sentIn which models that were sent in may have files run
 * @param python where Python models live
 * @param models what models may take
 */
public record ServingConfig(
    Path folder,
    Duration flushEvery,
    boolean durable,
    int queue,
    int sealRows,
    Duration sealAfter,
    long cacheBytes,
    Path workers,
    WorkerLimits workerLimits,
    boolean answers,
    SentIn sentIn,
    Python python,
    ModelLimits models) {
  /**
   * Where Python models live.
   *
   * @param workers folder in which their processes run; emptied at the first start
   * @param models folder for their files
   * @param environments folder of the environments made for them, which servers share
   * @param interpreter that loads every model; null to make each what it asks for
   * @param keep environments and files of models that nobody has asked for so long are removed
   */
  public record Python(
      Path workers, Path models, Path environments, @Nullable Path interpreter, Duration keep) {
    /** Beside the folder; environments in the user's cache. */
    public static Python beside(Path folder) {
      String cache = System.getenv("XDG_CACHE_HOME");
      Path home =
          cache == null || cache.isEmpty()
              ? Path.of(System.getProperty("user.home"), ".cache")
              : Path.of(cache);
      return new Python(
          folder.resolveSibling("python-workers"),
          folder.resolveSibling("python-models"),
          home.resolve("noria").resolve("environments"),
          null,
          Duration.ofDays(30));
    }

    /** The same with one interpreter for all; null for each its own. */
    public Python withInterpreter(@Nullable Path program) {
      return new Python(workers, models, environments, program, keep);
    }

    /** The same with another folder of environments. */
    public Python withEnvironments(Path cache) {
      return new Python(workers, models, cache, interpreter, keep);
    }

    /** The same with another time for which they are kept. */
    public Python withKeep(Duration time) {
      return new Python(workers, models, environments, interpreter, time);
    }
  }

  /** Validates. */
  public ServingConfig {
    if (flushEvery.isNegative() || flushEvery.isZero() || sealAfter.isNegative()) {
      throw new IllegalArgumentException(
          "serving: flush every " + flushEvery + ", seal after " + sealAfter + " (expected: > 0)");
    }
    if (queue < 1 || sealRows < 1) {
      throw new IllegalArgumentException(
          "serving: queue " + queue + ", seal at " + sealRows + " rows (expected: 1 or more)");
    }
  }

  /** 100 ms, no waiting, parts of 65,536 rows or ten minutes, 64 MiB of memory. */
  public static ServingConfig in(Path folder) {
    return new ServingConfig(
        folder,
        Duration.ofMillis(100),
        false,
        65_536,
        65_536,
        Duration.ofMinutes(10),
        64L << 20,
        folder.resolveSibling("workers"),
        WorkerLimits.usual(),
        true,
        SentIn.NAMED,
        Python.beside(folder),
        ModelLimits.usual());
  }

  /** The same, answers waiting for the disk. */
  public ServingConfig withDurable(boolean wait) {
    return new ServingConfig(
        folder,
        flushEvery,
        wait,
        queue,
        sealRows,
        sealAfter,
        cacheBytes,
        workers,
        workerLimits,
        answers,
        sentIn,
        python,
        models);
  }

  /** The same with parts of so many rows. */
  public ServingConfig withSealRows(int rows) {
    return new ServingConfig(
        folder,
        flushEvery,
        durable,
        queue,
        rows,
        sealAfter,
        cacheBytes,
        workers,
        workerLimits,
        answers,
        sentIn,
        python,
        models);
  }

  /** The same with other limits of models' own programs. */
  public ServingConfig withWorkers(WorkerLimits limits) {
    return new ServingConfig(
        folder,
        flushEvery,
        durable,
        queue,
        sealRows,
        sealAfter,
        cacheBytes,
        workers,
        limits,
        answers,
        sentIn,
        python,
        models);
  }

  /** The same, loading what is deployed or leaving that to another server. */
  public ServingConfig withAnswers(boolean load) {
    return new ServingConfig(
        folder,
        flushEvery,
        durable,
        queue,
        sealRows,
        sealAfter,
        cacheBytes,
        workers,
        workerLimits,
        load,
        sentIn,
        python,
        models);
  }

  /** The same, running files that were sent in as this says. */
  public ServingConfig withSentIn(SentIn rule) {
    return new ServingConfig(
        folder,
        flushEvery,
        durable,
        queue,
        sealRows,
        sealAfter,
        cacheBytes,
        workers,
        workerLimits,
        answers,
        rule,
        python,
        models);
  }

  /** The same with Python models elsewhere. */
  public ServingConfig withPython(Python other) {
    return new ServingConfig(
        folder,
        flushEvery,
        durable,
        queue,
        sealRows,
        sealAfter,
        cacheBytes,
        workers,
        workerLimits,
        answers,
        sentIn,
        other,
        models);
  }

  /** The same with other limits of models. */
  public ServingConfig withModels(ModelLimits limits) {
    return new ServingConfig(
        folder,
        flushEvery,
        durable,
        queue,
        sealRows,
        sealAfter,
        cacheBytes,
        workers,
        workerLimits,
        answers,
        sentIn,
        python,
        limits);
  }
}
