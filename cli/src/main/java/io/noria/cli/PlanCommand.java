package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code noria plan}. */
@Command(name = "plan", description = "Says what applying the folder's noria.yaml would change.")
final class PlanCommand extends Remote {
  @Parameters(
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "the folder with noria.yaml, as the server sees it (default: here)")
  private Path folder = Path.of(".");

  @Override
  JsonNode call(NoriaClient client) {
    return client.post(
        "/projects/plan", Map.of("folder", folder.toAbsolutePath().normalize().toString()));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Changes.print(answer, "Nothing to change.", out);
  }
}
