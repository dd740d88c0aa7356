package io.noria.importing.leaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.noria.client.NoriaClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowExportTest {
  @TempDir private Path folder;
  private HttpServer server;
  private NoriaClient client;
  private int status = 200;
  private String workspaces = "{}";

  /** A server that holds nothing. */
  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        x -> {
          boolean asked = x.getRequestURI().getPath().endsWith("/workspaces");
          byte[] bytes = (asked ? workspaces : "{}").getBytes(StandardCharsets.UTF_8);
          x.sendResponseHeaders(asked ? status : 200, bytes.length);
          x.getResponseBody().write(bytes);
          x.close();
        });
    server.start();
    client =
        NoriaClient.of(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            null,
            Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private Report export() throws IOException {
    return new MlflowExport(
            client.mlflow(),
            new MlflowExport.Options(folder.resolve("out"), "", true),
            (what, done, whole) -> {})
        .run();
  }

  @Test
  void otherWorkspacesAreNamed() throws Exception {
    workspaces = "{\"workspaces\": [{\"name\": \"default\"}, {\"name\": \"growth\"}]}";

    assertThat(export().notes())
        .containsExactly(
            new Report.Note("workspaces", "only the default one is written; left out: growth"));
  }

  @Test
  void aServerWithoutWorkspacesLeavesNothingOut() throws Exception {
    status = 501;
    workspaces = "{\"error_code\": \"NOT_IMPLEMENTED\", \"message\": \"off\"}";

    assertThat(export().notes()).isEmpty();
  }

  @Test
  void nothingOfAFormerTryIsKept() throws Exception {
    Path former = Files.createDirectories(folder.resolve("out.partial/artifacts/1/r"));
    Files.writeString(former.resolve("old.txt"), "old");
    Files.writeString(folder.resolve("out.partial/mlflow.db"), "cut");

    export();

    assertThat(folder.resolve("out/artifacts")).isEmptyDirectory();
    assertThat(folder.resolve("out/mlflow.db")).isRegularFile();
    assertThat(folder.resolve("out.partial")).doesNotExist();
  }

  @Test
  void whatIsNotTheExportsOwnIsNotRemoved() throws Exception {
    Path other = Files.createDirectories(folder.resolve("out.partial")).resolve("thesis.tex");
    Files.writeString(other, "mine");

    assertThatThrownBy(this::export).hasMessageContaining("thesis.tex is in the way");
    assertThat(other).isRegularFile();
  }
}
