package io.noria.storage.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts, against a store that says what a test wants. */
class S3FilesTest {
  @TempDir private Path temp;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private int listed = 200;
  private String left = "";
  private HttpServer server;
  private S3Files files;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    files =
        S3Files.open(
            new S3Settings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "us-east-1",
                true,
                new S3Settings.Credentials("id", "secret"),
                S3Settings.LEAST_PART,
                Duration.ofSeconds(30),
                S3Settings.Cache.in(temp.resolve("cache"))));
  }

  @AfterEach
  void close() {
    files.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String call = exchange.getRequestMethod();
    asked.add(call + " " + query);
    boolean listing = call.equals("GET");
    String body =
        switch (call) {
          case "GET" -> "<ListMultipartUploadsResult>" + left + "</ListMultipartUploadsResult>";
          case "POST" ->
              query.startsWith("uploadId")
                  ? "<CompleteMultipartUploadResult><ETag>all</ETag></CompleteMultipartUploadResult>"
                  : "<InitiateMultipartUploadResult><UploadId>new</UploadId>"
                      + "</InitiateMultipartUploadResult>";
          default -> "";
        };
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("ETag", "\"part\"");
    exchange.sendResponseHeaders(
        call.equals("DELETE") ? 204 : listing ? listed : 200,
        bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private void upload() throws IOException {
    Path file = temp.resolve("large.csv");
    Files.write(file, new byte[(int) S3Settings.LEAST_PART + 1]);
    files.upload(file, S3Uri.parse("s3://told/large.csv"), Map.of());
  }

  private static String begun(String key, String id, Instant at) {
    return "<Upload><Key>%s</Key><UploadId>%s</UploadId><Initiated>%s</Initiated></Upload>"
        .formatted(key, id, at);
  }

  @Test
  void whoMayNotListUploadsWritesLargeFilesAllTheSame() throws Exception {
    listed = 403;
    upload();
    assertThat(asked).anyMatch(each -> each.startsWith("POST uploadId=new"));
  }

  @Test
  void onlyOldUploadsOfTheSameFileAreGivenUp() throws Exception {
    Instant old = Instant.now().minus(Duration.ofDays(3));
    left =
        begun("large.csv", "old", old)
            + begun("large.csv", "live", Instant.now())
            + begun("large.csv.more", "other", old);
    upload();
    assertThat(asked)
        .filteredOn(each -> each.startsWith("DELETE"))
        .containsExactly("DELETE uploadId=old");
    assertThat(asked).anyMatch(each -> each.startsWith("POST uploadId=new"));
  }
}
