package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.NewRun;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody may do with files that are sent. */
class UploadLimitsTest {
  private static final String PROXY = "/api/2.0/mlflow-artifacts/";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  private HttpResponse<String> send(String method, String url, String encoding, byte[] body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> create(MlflowServer server, String file) throws Exception {
    String body = "{\"path\":\"/tmp/big.bin\",\"num_parts\":1}";
    return send("POST", server.url() + PROXY + "mpu/create/" + file, "", body.getBytes("UTF-8"));
  }

  @Test
  void filesAreNotUnpackedAndUploadsOfOneCallerAreCounted() throws Exception {
    InstantSource clock = InstantSource.fixed(Instant.parse("2013-04-01T00:00:00Z"));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[1_000_000]);
    }
    byte[] bytes = packed.toByteArray();
    try (MlflowServer server = MlflowServer.open(folder, clock)) {
      String run =
          server
              .tracking
              .runs()
              .create(new NewRun(new ExperimentId("0"), "one", null, "", Map.of(), null))
              .info()
              .id()
              .value();
      String artifacts = "0/" + run + "/artifacts";
      String file = server.url() + PROXY + "artifacts/" + artifacts + "/a.gz";
      var begun = create(server, artifacts);
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
      String first = begun.body();
      String part = json.readTree(first).at("/credentials/0/url").asText();
      for (String encoding : new String[] {"gzip", "deflate", "x-gzip"}) {
        for (String url : new String[] {file, part}) {
          var refused = send("PUT", url, encoding, bytes);
          assertThat(refused.statusCode()).as(encoding + " " + refused.body()).isEqualTo(415);
          assertThat(refused.body()).contains("Content-Encoding: '" + encoding + "'");
        }
      }
      assertThat(send("GET", file, "", new byte[0]).statusCode()).isEqualTo(404);
      assertThat(send("PUT", part, "", bytes).statusCode()).isEqualTo(200);
      assertThat(send("PUT", file, "", bytes).statusCode()).isEqualTo(200);
      for (int i = 1; i < 32; i++) {
        assertThat(create(server, artifacts).statusCode()).isEqualTo(200);
      }
      var refused = create(server, artifacts);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
      assertThat(refused.body()).contains("32 of local under way");
      String upload = json.readTree(first).path("upload_id").asText();
      String abort = "{\"path\":\"/tmp/big.bin\",\"upload_id\":\"" + upload + "\"}";
      String url = server.url() + PROXY + "mpu/abort/" + artifacts;
      assertThat(send("POST", url, "", abort.getBytes("UTF-8")).statusCode()).isEqualTo(200);
      assertThat(create(server, artifacts).statusCode()).isEqualTo(200);
    }
    http.close();
  }
}
