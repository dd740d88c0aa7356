package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples with scripts of their own, from their folder to an answer over HTTP. */
class ExamplesIT {
  @TempDir private Path temp;
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void aModelInShellNeedsNothingButAShell() throws Exception {
    JsonNode answers =
        loop(
            "shell",
            "penguin-mass",
            Map.of(),
            """
            {"features": [
              {"species": "Gentoo", "island": "Biscoe", "bill_length_mm": 46.1,
                "bill_depth_mm": 13.2, "flipper_length_mm": 211, "sex": "female"},
              {"species": "$(exit 9)", "island": null, "bill_length_mm": null,
                "bill_depth_mm": null, "flipper_length_mm": null, "sex": null}]}
            """);
    assertThat(answers.get(0).path("prediction").asDouble()).isBetween(4500.0, 4900.0);
    assertThat(answers.get(1).path("prediction").asDouble()).isBetween(4100.0, 4300.0);
  }

  @Test
  void aScikitLearnModelTellsThreeSpeciesApart() throws Exception {
    JsonNode answers =
        loop(
            "scikit-learn",
            "penguin-species",
            Map.of("PATH", pythonPath()),
            """
            {"features": [
              {"island": "Biscoe", "bill_length_mm": 46.1, "bill_depth_mm": 13.2,
                "flipper_length_mm": 211, "body_mass_g": 4500, "sex": "female"},
              {"island": "Torgersen", "bill_length_mm": 39.1, "bill_depth_mm": 18.7,
                "flipper_length_mm": 181, "body_mass_g": null, "sex": null}]}
            """);
    assertThat(answers.get(0).path("prediction").asText()).isEqualTo("Gentoo");
    assertThat(answers.get(1).path("prediction").asText()).isEqualTo("Adelie");
    assertThat(answers.get(1).path("probability").asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void aLightGbmModelStandsBesideXgboost() throws Exception {
    String row = Files.readAllLines(examples().resolve("lightgbm/tumours.csv")).get(1);
    String[] names =
        Files.readAllLines(examples().resolve("lightgbm/tumours.csv")).getFirst().split(",");
    var features = json.createObjectNode();
    String[] values = row.split(",");
    for (int i = 0; i < names.length - 1; i++) {
      features.put(names[i], Double.parseDouble(values[i]));
    }
    JsonNode answer =
        loop(
            "lightgbm",
            "tumours",
            Map.of("PATH", pythonPath()),
            json.createObjectNode().set("features", features).toString());
    assertThat(answer.path("prediction").asText()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void builtInModelsOfManyClassesAnswerInMlflowAsTheyDoHere() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("builtin"));
    Files.copy(examples().resolve("scikit-learn/penguins.csv"), folder.resolve("penguins.csv"));
    for (String trainer : new String[] {"linear", "xgboost"}) {
      Files.writeString(
          folder.resolve("noria.yaml"),
          """
          project: penguins-%1$s
          data: { penguins: { path: penguins.csv } }
          target: { column: species, classes: [Adelie, Chinstrap, Gentoo] }
          model: { trainer: %1$s, search: { trials: 1, rounds: 20 } }
          gates: { champion: [ { metric: accuracy, at_least: 0.9 }, { beats: champion } ] }
          """
              .formatted(trainer));
      Path log = temp.resolve(trainer + ".log");
      try (NoriaProcess server =
          NoriaProcess.server(log, "--data", temp.resolve(trainer + "-data").toString())) {
        turn(server, folder, "penguins-" + trainer, log);
        Process check =
            new ProcessBuilder(
                    Python.executable(),
                    "src/test/python/pyfunc_check.py",
                    server.url(),
                    "models:/penguins-" + trainer + "@champion",
                    rows(folder).toString(),
                    "penguins-" + trainer)
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isZero();
        assertThat(said).contains("\"rows\": 344");
      }
    }
  }

  /** The penguins as JSON: whole numbers, texts and gaps. */
  private Path rows(Path folder) throws IOException {
    var lines = Files.readAllLines(folder.resolve("penguins.csv"));
    String[] names = lines.getFirst().split(",");
    var rows = json.createArrayNode();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      var row = rows.addObject();
      for (int i = 0; i < names.length; i++) {
        if (values[i].isEmpty()) {
          row.putNull(names[i]);
        } else if (values[i].matches("[0-9.]+")) {
          row.put(names[i], Double.parseDouble(values[i]));
        } else {
          row.put(names[i], values[i]);
        }
      }
    }
    Path file = temp.resolve("penguins.json");
    json.writeValue(file.toFile(), rows);
    return file;
  }

  private static String pythonPath() {
    return Path.of(Python.executable()).toAbsolutePath().getParent() + ":" + System.getenv("PATH");
  }

  private static Path examples() {
    return Path.of("../examples").toAbsolutePath().normalize();
  }

  /** Applies a copy of the example, waits for its turn, and asks its deployment. */
  private JsonNode loop(String example, String project, Map<String, String> environment, String ask)
      throws Exception {
    Path folder = copy(examples().resolve(example), temp.resolve(example));
    Path log = temp.resolve(example + ".log");
    ProcessBuilder command =
        NoriaProcess.command(
            "server", "--port", "0", "--data", temp.resolve(example + "-data").toString());
    command.environment().putAll(environment);
    try (NoriaProcess server = NoriaProcess.listening(command, log)) {
      turn(server, folder, project, log);
      return post(server, "/deployments/" + project + "/predict", ask);
    }
  }

  private void turn(NoriaProcess server, Path folder, String project, Path log) throws Exception {
    post(server, "/noria/v1/projects/apply", "{\"folder\": \"" + folder + "\"}");
    String settle = "/noria/v1/projects/" + project + "/settle";
    Awaitility.await("the turn is over; log " + log)
        .atMost(Duration.ofMinutes(4))
        .until(() -> post(server, settle, "{\"timeout_seconds\": 20}").path("settled").asBoolean());
  }

  private JsonNode post(NoriaProcess server, String path, String body)
      throws IOException, InterruptedException {
    var answer = server.post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 299);
    return json.readTree(answer.body());
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path place = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
    }
    return to;
  }
}
