package io.noria.dist;

import io.noria.base.ErrorCode;
import io.noria.base.Lazy;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.ModelVersionId;
import io.noria.server.Noria;
import io.noria.server.config.NoriaConfig;
import io.noria.server.logging.Logging;
import io.noria.serving.BatchProgress;
import io.noria.serving.BatchRequest;
import io.noria.serving.PredictionRows;
import io.noria.serving.Serving;
import io.noria.serving.table.TableBatch;
import io.noria.serving.table.TablePaths;
import io.noria.storage.object.S3Files;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.logging.Level;

/** A server in this process, as the local commands start it. */
public final class LocalServer implements AutoCloseable {
  private final Noria noria;
  private final Thread onExit;

  private LocalServer(Noria noria) {
    this.noria = noria;
    this.onExit = new Thread(noria::close, "stop");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** Starts as the arguments and the environment say; stops when the process is asked to end. */
  public static LocalServer start(NoriaConfig.Arguments arguments) {
    Logging.toStandardError();
    return new LocalServer(
        Noria.open(NoriaConfig.load(arguments, System.getenv(), LocalServer::temporaryFolder)));
  }

  /** The same, saying nothing but what is wrong: for commands that have something else to say. */
  public static LocalServer quiet(NoriaConfig.Arguments arguments) {
    Logging.toStandardError(Level.WARNING);
    return new LocalServer(
        Noria.open(NoriaConfig.load(arguments, System.getenv(), LocalServer::temporaryFolder)));
  }

  /**
   * Predicts for every row of tables with a registered version.
   *
   * @param threads that score at the same time
   * @param scratch what is on its way from or to elsewhere lies there; survives restarts
   */
  public TableBatch.Done predict(
      ModelVersionId version,
      BatchRequest request,
      int threads,
      Path scratch,
      Consumer<BatchProgress> listener) {
    Serving serving = noria.serving();
    try (Lazy<S3Files> s3 = new Lazy<>(() -> S3Files.open(noria.config().storage().s3()))) {
      return new TableBatch(
              noria.engine(), s3, noria.datasets(), TablePaths.anywhere(), scratch, threads)
          .run(
              serving.models().load(version.model(), version.version()),
              serving.runnable().files(version).digest().value(),
              request,
              listener);
    }
  }

  /** What a deployment was asked in the stretch of the data's time, the end not included. */
  public PredictionRows logged(String deployment, Instant from, Instant to) {
    return noria.serving().predictions().rows(deployment, from, to);
  }

  /** Starts on the folder and the port. */
  public static LocalServer start(Path data, int port) {
    return start(NoriaConfig.Arguments.of(data, port));
  }

  /** An analytic engine of one's own, with its temporary files in the folder. */
  public static Engine engine(Path folder) {
    return DuckDbEngine.open(DuckDbSettings.defaults(folder));
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("noria-");
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  /** Where it answers. */
  public String url() {
    return noria.url();
  }

  /** Waits until it has stopped. */
  public void awaitStop() throws InterruptedException {
    noria.awaitStop();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The process is ending and the hook is closing the server already.
      return;
    }
    noria.close();
  }
}
