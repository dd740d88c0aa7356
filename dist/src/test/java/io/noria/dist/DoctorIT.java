package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code noria doctor} on a whole store and on one that was damaged on purpose. */
class DoctorIT {
  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();

  private JsonNode doctor(int status, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("doctor", "--json", "--set", "noria.http.port=0"));
    all.addAll(List.of(arguments));
    Path err = Files.createTempFile(temp, "doctor", ".err");
    Process process =
        NoriaProcess.command(all.toArray(String[]::new)).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out + Files.readString(err)).isEqualTo(status);
    return json.readTree(out);
  }

  @Test
  void itTellsAMissingObjectFromADamagedOneAndAWholeStoreFromBoth() throws Exception {
    String data = temp.resolve("data").toString();
    doctor(0, "--data", data);
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("log"), "--data", data);
        HttpClient http = HttpClient.newHttpClient()) {
      String run =
          json.readTree(
                  server.post("/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\"}").body())
              .at("/run/info/run_id")
              .asText();
      for (String name : List.of("one", "two", "three")) {
        String path = "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/" + name;
        http.send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .PUT(HttpRequest.BodyPublishers.ofString(name))
                .build(),
            HttpResponse.BodyHandlers.discarding());
      }
      JsonNode beside = doctor(0, "--data", data, "--deep");
      assertThat(beside.at("/deep/objects").asInt()).isEqualTo(3);
      assertThat(beside.path("findings").toString()).contains("one runs on");
    }
    List<Path> objects;
    try (Stream<Path> files = Files.walk(Path.of(data, "objects"))) {
      objects = files.filter(f -> f.getFileName().toString().length() == 64).sorted().toList();
    }
    Files.delete(objects.get(0));
    Files.setPosixFilePermissions(objects.get(1), PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(objects.get(1), "flip!");
    List<String> problems = new ArrayList<>();
    doctor(1, "--data", data, "--deep").at("/deep/problems").forEach(p -> problems.add(p.asText()));
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0)).contains(objects.get(0).getFileName() + " is not in the store");
    assertThat(problems.get(1)).contains(objects.get(1).getFileName() + " has other bytes");
  }

  @Test
  void whatDoesNotWorkIsSaidWithWhatToDo() throws Exception {
    JsonNode findings =
        doctor(
                1,
                "--data",
                temp.resolve("data").toString(),
                "--database-url",
                "postgresql://nobody@127.0.0.1:1/none",
                "--set",
                "noria.storage.objects=" + Files.createFile(temp.resolve("a-file")))
            .path("findings");
    List<String> failed = new ArrayList<>();
    findings.forEach(finding -> {
      if (finding.path("status").asText().equals("fail")) {
        assertThat(finding.path("advice").asText()).isNotEmpty();
        failed.add(finding.path("name").asText());
      }
    });
    assertThat(failed).containsExactly("database", "objects");
  }
}
