package io.noria.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noria.client.NoriaClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImporterTest {
  private static final int MOST_LINES = 10_000;

  private HttpServer server;
  private NoriaClient client;

  /** The lines of each call, in order. */
  private final List<List<String>> calls = new CopyOnWriteArrayList<>();

  private final List<String> files = new CopyOnWriteArrayList<>();

  /** What is answered to a call that has points. */
  private String ofPoints = "";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/noria/v1/imports/records", this::records);
    server.createContext(
        "/noria/v1/imports/files",
        x -> {
          files.add(x.getRequestMethod() + " " + x.getRequestURI().getQuery());
          answer(x, 404, "{\"error\": {\"code\": \"NOT_FOUND\", \"message\": \"no such run\"}}");
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

  private void records(HttpExchange x) throws IOException {
    String body = new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines = body.lines().toList();
    calls.add(lines);
    boolean points = lines.stream().anyMatch(line -> line.startsWith("{\"points\""));
    answer(x, 200, "{\"items\": [" + (points ? ofPoints : "") + "]}");
  }

  private static void answer(HttpExchange x, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    x.sendResponseHeaders(status, bytes.length);
    x.getResponseBody().write(bytes);
    x.close();
  }

  private interface Source {
    void read(ImportSink sink) throws Exception;
  }

  private ImportReport bring(Source source) throws Exception {
    try (Importer importer =
        new Importer(client, new Importer.Options("test", false), (records, points, bytes) -> {})) {
      source.read(importer);
      return importer.finish();
    }
  }

  private static Imported.Run run(Map<String, String> tags) {
    Instant at = Instant.EPOCH;
    return new Imported.Run(
        "r1",
        "1",
        null,
        "n",
        "u",
        "FINISHED",
        at,
        at,
        false,
        Map.of(),
        tags,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private static Imported.Points point(String key) {
    return new Imported.Points("r1", key, new long[] {1}, new long[] {2}, new double[] {3});
  }

  private static Imported.File file() {
    return new Imported.File(
        Imported.Owner.RUN, "r1", "a.txt", 1, () -> new ByteArrayInputStream(new byte[1]));
  }

  private List<String> wholes() {
    return calls.stream()
        .flatMap(List::stream)
        .filter(line -> line.startsWith("{\"whole\""))
        .toList();
  }

  @Test
  void aCallHasNoMoreLinesThanTheServerTakes() throws Exception {
    ImportReport report =
        bring(sink -> {
          sink.put(run(Map.of()));
          for (int i = 0; i < 12_000; i++) {
            sink.put(point("k" + i));
          }
          sink.whole("run", "r1", "12000p");
        });

    assertThat(calls).allMatch(lines -> lines.size() < MOST_LINES);
    assertThat(calls.stream().mapToInt(List::size).sum()).isEqualTo(12_002);
    assertThat(report.points()).isEqualTo(12_000);
    assertThat(wholes()).hasSize(1);
    assertThat(report.isWhole()).isTrue();
  }

  @Test
  void aRunWhosePointsWereRefusedIsNotWhole() throws Exception {
    ofPoints =
        """
        {"kind": "points", "id": "r1/loss", "outcome": "refused", "notes": ["line 2: too late"]}\
        """;

    ImportReport report =
        bring(sink -> {
          sink.put(run(Map.of()));
          sink.put(point("loss"));
          sink.whole("run", "r1", "1p");
        });

    assertThat(report.lost())
        .containsExactly(new ImportReport.Note("points r1/loss", "line 2: too late"));
    assertThat(wholes()).isEmpty();
  }

  @Test
  void theFilesOfARunThatIsTooLargeAreNotSent() throws Exception {
    ImportReport report =
        bring(sink -> {
          sink.put(run(Map.of("t", "x".repeat(10 << 20))));
          sink.put(file());
          sink.whole("run", "r1", "1f");
        });

    assertThat(report.lost())
        .containsExactly(new ImportReport.Note("run r1", "larger than 9 MiB: it is left out"));
    assertThat(files).isEmpty();
    assertThat(wholes()).isEmpty();
  }

  @Test
  void filesOfARunThatIsNotThereHoldUpNothing() throws Exception {
    ImportReport report =
        bring(sink -> {
          sink.put(run(Map.of()));
          sink.put(file());
          sink.whole("run", "r1", "1f");
        });

    assertThat(report.lost())
        .containsExactly(new ImportReport.Note("run r1, file a.txt", "no such run"));
    assertThat(files).hasSize(1);
    assertThat(wholes()).isEmpty();
  }
}
