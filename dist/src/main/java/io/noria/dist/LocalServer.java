package io.noria.dist;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.ModelVersionId;
import io.noria.server.Noria;
import io.noria.server.config.NoriaConfig;
import io.noria.server.logging.Logging;
import io.noria.serving.Serving;
import io.noria.serving.table.TableJob;
import io.noria.serving.table.TableProgress;
import io.noria.serving.table.TableScoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Predicts for every row of a table with a registered version. */
  public TableScoring.Done predict(ModelVersionId version, TableJob job, TableProgress progress) {
    Serving serving = noria.serving();
    return TableScoring.run(
        noria.engine(),
        serving.models().load(version.model(), version.version()),
        serving.runnable().files(version).digest().value(),
        job,
        progress);
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
