package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Models that are served by the command people use. */
final class Served {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Served() {}

  /** Has the server answer with the file under the name: {@code noria serve}. */
  static void serve(Settings settings, Launched noria, Path file, String name)
      throws IOException, InterruptedException {
    Path log = settings.work().resolve("serve.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    settings.noria(),
                    "serve",
                    file.toString(),
                    "--name",
                    name,
                    "--url",
                    "http://127.0.0.1:" + noria.port()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("noria serve " + file + " failed; see " + log);
    }
  }

  /** Sends and reads the answer. */
  static JsonNode post(KeepAlive connection, String path, String json) throws IOException {
    int status = connection.send(connection.request("POST", path, json));
    if (status / 100 != 2) {
      throw new IOException(path + " answered " + status + ": " + connection.body());
    }
    return JSON.readTree(connection.body());
  }
}
