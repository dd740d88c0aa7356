package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code noria apply}. */
@Command(
    name = "apply",
    description =
        "Makes the server as the folder's noria.yaml says; doing it again changes nothing.")
final class ApplyCommand extends Remote {
  @Parameters(
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "the folder with noria.yaml, as the server sees it (default: here)")
  private Path folder = Path.of(".");

  @Override
  JsonNode call(NoriaClient client) {
    return client.post(
        "/projects/apply", Map.of("folder", folder.toAbsolutePath().normalize().toString()));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Changes.print(answer, "Already so; nothing changed.", out);
  }
}
