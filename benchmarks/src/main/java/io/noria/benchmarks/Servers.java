package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How each system is started. */
final class Servers {
  private Servers() {}

  /** Noria on a data folder, durable as people run it. */
  static Launched noria(Settings settings, Path data, boolean aot)
      throws IOException, InterruptedException {
    int port = Launched.freePort();
    return Launched.start(
        settings.work(),
        "noria",
        port,
        "/health",
        aot ? Map.of() : Map.of("NORIA_NO_AOT", "1"),
        List.of(
            settings.noria(),
            "server",
            "--data",
            data.toString(),
            "--port",
            Integer.toString(port)));
  }

  /** Noria with its records in PostgreSQL. */
  static Launched noriaOn(Settings settings, Path data, String url)
      throws IOException, InterruptedException {
    int port = Launched.freePort();
    return Launched.start(
        settings.work(),
        "noria-pg",
        port,
        "/health",
        Map.of(),
        List.of(
            settings.noria(),
            "server",
            "--data",
            data.toString(),
            "--database-url",
            url,
            "--port",
            Integer.toString(port)));
  }

  /** FastTrackML's server on SQLite. */
  static Launched fastTrackMl(Settings settings, Path data)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    int port = Launched.freePort();
    return Launched.start(
        data,
        "fasttrackml",
        port,
        "/health",
        Map.of(),
        List.of(
            settings.python("fml"),
            "server",
            "--listen-address",
            "127.0.0.1:" + port,
            "--database-uri",
            "sqlite://" + data.resolve("fasttrackml.db"),
            "--default-artifact-root",
            data.resolve("artifacts").toString(),
            "--log-level",
            "warn"));
  }

  /** MLflow's own server on SQLite with one worker. */
  static Launched mlflow(Settings settings, Path data) throws IOException, InterruptedException {
    Files.createDirectories(data);
    int port = Launched.freePort();
    return Launched.start(
        data,
        "mlflow",
        port,
        "/health",
        Map.of("MLFLOW_DISABLE_TELEMETRY", "true", "DO_NOT_TRACK", "true"),
        List.of(
            settings.python("mlflow"),
            "server",
            "--backend-store-uri",
            "sqlite:///" + data.resolve("mlflow.db"),
            "--artifacts-destination",
            data.resolve("artifacts").toString(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--workers",
            "1"));
  }

  /** FastAPI and XGBoost, on a folder with the bundle's files. */
  static Launched fastApi(Settings settings, Path bundle, int workers)
      throws IOException, InterruptedException {
    return uvicorn(settings, "fastapi" + workers, "fastapi_xgboost:app", "BUNDLE", bundle, workers);
  }

  private static Launched uvicorn(
      Settings settings, String name, String app, String variable, Path value, int workers)
      throws IOException, InterruptedException {
    int port = Launched.freePort();
    return Launched.start(
        settings.work(),
        name,
        port,
        "/health",
        Map.of(variable, value.toString(), "OMP_NUM_THREADS", "1"),
        List.of(
            settings.python("uvicorn"),
            app,
            "--app-dir",
            settings.scripts().toString(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--workers",
            Integer.toString(workers),
            "--log-level",
            "warning",
            "--no-access-log"));
  }

  static Path fresh(Settings settings, String name) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(settings.scratch()), name + "-");
  }
}
