package io.noria.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.storage.object.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoriaConfigTest {
  @TempDir Path folder;

  private NoriaConfig load(String yaml, Map<String, String> environment, Map<String, String> set)
      throws IOException {
    Path file = null;
    if (yaml != null) {
      file = Files.writeString(folder.resolve("server.yaml"), yaml);
    }
    return NoriaConfig.load(
        new NoriaConfig.Arguments(folder.resolve("data"), null, null, file, null, false, set),
        environment,
        () -> folder.resolve("temporary"));
  }

  @Test
  void hasDefaultsForEverything() throws IOException {
    NoriaConfig config = load(null, Map.of(), Map.of());
    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().port()).isEqualTo(7600);
    assertThat(config.data()).isEqualTo(folder.resolve("data"));
    assertThat(config.ephemeral()).isFalse();
  }

  @Test
  void letsArgumentsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    String yaml = "noria:\n  http:\n    port: 1\n    max-streams: 2\n    max-connections: 3\n";
    Map<String, String> environment =
        Map.of("NORIA_HTTP_PORT", "10", "NORIA_HTTP_MAX_STREAMS", "20");
    NoriaConfig config = load(yaml, environment, Map.of("noria.http.port", "100"));
    assertThat(config.http().port()).isEqualTo(100);
    assertThat(config.http().limits().maxStreams()).isEqualTo(20);
    assertThat(config.http().limits().maxConnections()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "noria.http.prot | 1 | noria.http.port",
        "noria.htp.host | x | noria.http.host",
        "noria.http.port | 70000 | noria.http.port: 70000",
        "noria.http.port | x | noria.http.port: x",
        "noria.http.read-timeout | soon | noria.http.read-timeout: soon",
        "noria.storage.s3.part-bytes | 7 | noria.storage.s3.part-bytes: 7 (expected: a number from 5",
        "noria.storage.s3.endpoint | minio | noria.storage.s3.endpoint: minio (expected: https://",
        "noria.storage.s3.secret-access-key | open sesame | access-key-id:  (expected: said together",
        "noria.storage.s3.path-style | maybe | true or false",
        "noria.serving.durability | maybe | flush or always",
        "noria.serving.allow-pickle | yes | never, named or all"
      })
  void refusesUnknownNamesAndWrongValues(String name, String value, String message) {
    assertThatThrownBy(() -> load(null, Map.of(), Map.of(name, value)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsHowToReachAStoreThatSpeaksS3AndKeepsItsSecret() throws IOException {
    String yaml =
        """
        storage:
          objects: s3://models/noria
          s3:
            endpoint: http://127.0.0.1:9000
            region: eu-central-1
            cache-bytes: 1000
        """;
    Map<String, String> environment =
        Map.of(
            "NORIA_STORAGE_S3_ACCESS_KEY_ID",
            "anna",
            "NORIA_STORAGE_S3_SECRET_ACCESS_KEY",
            "open sesame");
    NoriaConfig.Storage storage = load(yaml, environment, Map.of()).storage();
    assertThat(storage.objects()).isEqualTo("s3://models/noria");
    assertThat(storage.s3().endpoint()).hasToString("http://127.0.0.1:9000");
    assertThat(storage.s3().region()).isEqualTo("eu-central-1");
    assertThat(storage.s3().pathStyle()).isNull();
    assertThat(storage.s3().credentials())
        .isEqualTo(new S3Settings.Credentials("anna", "open sesame"));
    assertThat(storage.s3().cache().folder()).isEqualTo(folder.resolve("data/object-cache"));
    assertThat(storage.s3().cache().bytes()).isEqualTo(1000);
    assertThat(storage.toString()).contains("anna").doesNotContain("sesame");
    assertThat(load(null, Map.of(), Map.of()).storage().s3())
        .isEqualTo(S3Settings.usual(folder.resolve("data/object-cache")));
  }

  @Test
  void refusesUnknownNamesInTheFile() {
    assertThatThrownBy(() -> load("noria:\n  http:\n    prot: 1\n", Map.of(), Map.of()))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("noria.http.prot")
        .hasMessageContaining("noria.http.port");
  }

  @Test
  void isDocumented() throws IOException {
    String page = Files.readString(Path.of("../docs/server.md"));
    assertThat(NoriaConfig.reference())
        .allSatisfy(setting ->
            assertThat(page).contains("| `" + setting.get("name") + "` |", setting.get("about")));
  }
}
