package io.noria.protocols.oip;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.protocols.http.trace.TraceSettings;
import io.noria.protocols.tensors.DialectServer;
import io.noria.protocols.tensors.FakeModels;
import io.noria.serving.Follow;
import io.noria.serving.TensorRequest;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OipApiTest {
  private static final String IRIS =
      "{\"inputs\":[{\"name\":\"input\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":%s}]%s}";

  private final FakeModels models = new FakeModels();
  private final TraceSettings traces = new TraceSettings();
  private final DialectServer server =
      new DialectServer(
          OipApi.routes(
              models,
              new Repository(models, model -> Follow.version(1)),
              new OipApi.About("1.2.3", traces),
              ""));

  @AfterEach
  void close() {
    server.close();
  }

  private TensorRequest asked() {
    assertThat(models.asked).hasSize(1);
    return models.asked.getFirst();
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[tensor.size()];
    Arrays.setAll(numbers, tensor::number);
    return numbers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[1,2.5,3,-1e2]", "[[1,2.5],[3,-100]]", "[[[1],[2.5]],[[3.0],[-100.0]]]"})
  void answersFlatAndNestedTensors(String data) throws Exception {
    assertThat(
            server.post("/v2/models/iris/infer", IRIS.formatted(data, ",\"id\":\"a \\\"b\\\"\"")))
        .isEqualTo(
            "200 {\"model_name\":\"iris\",\"model_version\":\"7\",\"id\":\"a \\\"b\\\"\","
                + "\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"BYTES\",\"shape\":[2],"
                + "\"data\":[\"wide\",\"long\"]},{\"name\":\"probability\",\"datatype\":\"FP32\","
                + "\"shape\":[2],\"data\":[0.75,0.75]},{\"name\":\"probabilities\","
                + "\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.25,0.75,0.75,0.25]}]}");
    assertThat(numbers(asked().inputs().getFirst())).containsExactly(1, 2.5, 3, -100);
  }

  @Test
  void takesTheDataBeforeItsTypeAndFieldsOfOthers() throws Exception {
    assertThat(
            server.post(
                "/v2/models/iris/versions/v7/infer",
                "{\"later\":{\"a\":[1]},\"outputs\":[{\"name\":\"probability\"}],\"inputs\":"
                    + "[{\"data\":[1,NaN],\"parameters\":{\"content_type\":\"np\",\"x\":[1]},"
                    + "\"datatype\":\"FP64\",\"shape\":[1,2],\"name\":\"input\"}]}",
                "Noria-Event-Time",
                "2013-04-01T10:00:00Z",
                "Noria-Key",
                "UA1",
                "X-Team",
                "blue"))
        .isEqualTo(
            "200 {\"model_name\":\"iris\",\"model_version\":\"7\",\"outputs\":[{\"name\":"
                + "\"probability\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.75]}]}");
    assertThat(asked().version()).isEqualTo(7);
    assertThat(asked().eventTime()).isEqualTo(Instant.parse("2013-04-01T10:00:00Z"));
    assertThat(asked().key()).isEqualTo("UA1");
    assertThat(models.origin.header("x-team")).isEqualTo("blue");
    assertThat(models.origin.address()).isEqualTo("127.0.0.1");
    assertThat(numbers(asked().inputs().getFirst())).containsExactly(1, Double.NaN);
  }

  @Test
  void tellsThePredictionsIds() throws Exception {
    var answer =
        server.send(
            "POST",
            "/v2/models/iris/infer",
            IRIS.formatted("[1,2,3,4]", "").getBytes(StandardCharsets.UTF_8));
    assertThat(answer.headers().firstValue("Noria-Prediction-Id"))
        .hasValue("00000000-0000-0001-0000-000000000000,00000000-0000-0001-0000-000000000001");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void classifies() throws Exception {
    assertThat(
            server.post(
                "/v2/models/iris/infer",
                IRIS.formatted(
                    "[1,2,4,3]",
                    ",\"outputs\":[{\"name\":\"probabilities\",\"parameters\":"
                        + "{\"classification\":9}}]")))
        .endsWith(
            "[{\"name\":\"probabilities\",\"datatype\":\"BYTES\",\"shape\":[2,2],\"data\":"
                + "[\"0.750000:1:wide\",\"0.250000:0:long\",\"0.750000:0:long\","
                + "\"0.250000:1:wide\"]}]}");
    assertThat(
            server.post(
                "/v2/models/iris/infer",
                IRIS.formatted(
                    "[1,2,4,3]",
                    ",\"outputs\":[{\"name\":\"prediction\",\"parameters\":"
                        + "{\"classification\":1}}]")))
        .isEqualTo(
            "400 {\"error\":\"prediction: classification of texts (expected: an output of"
                + " numbers)\"}");
  }

  private static byte[] body(String json, byte[] raw) {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + raw.length);
    System.arraycopy(raw, 0, all, head.length, raw.length);
    return all;
  }

  private static byte[] image() {
    ByteBuffer raw = ByteBuffer.allocate(8 + 4 + 3).order(ByteOrder.LITTLE_ENDIAN);
    return raw.putFloat(1.5f)
        .putFloat(-2)
        .putInt(3)
        .put("abc".getBytes(StandardCharsets.UTF_8))
        .array();
  }

  private static final String IMAGE =
      "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"pixels\","
          + "\"shape\":[1,2],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":8}},"
          + "{\"name\":\"title\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":"
          + "{\"binary_data_size\":7}}]%s}";
  private static final String ANSWER =
      "{\"model_name\":\"image\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"doubled\","
          + "\"datatype\":\"FP32\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":8}},"
          + "{\"name\":\"title\",\"datatype\":\"BYTES\",\"shape\":[1],\"parameters\":"
          + "{\"binary_data_size\":7}}]}";

  @Test
  void carriesRawTensorsBothWays() throws Exception {
    String json = IMAGE.formatted("");
    var answer =
        server.send(
            "POST",
            "/v2/models/image/infer",
            body(json, image()),
            "Inference-Header-Content-Length",
            json.length() + "");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith(ANSWER);
    assertThat(answer.headers().firstValue("Inference-Header-Content-Length"))
        .hasValue(ANSWER.length() + "");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    ByteBuffer raw =
        ByteBuffer.wrap(answer.body(), ANSWER.length(), 15).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(raw.getFloat()).isEqualTo(3);
    assertThat(raw.getFloat()).isEqualTo(-4);
    assertThat(raw.getInt()).isEqualTo(3);
    assertThat(raw.remaining()).isEqualTo(3);
    assertThat(asked().inputs().getFirst().type()).isEqualTo(DataType.FP32);
  }

  @Test
  void letsEachOutputSayWhetherItComesRaw() throws Exception {
    String json =
        IMAGE.formatted(
            ",\"outputs\":[{\"name\":\"title\",\"parameters\":"
                + "{\"binary_data\":false}},{\"name\":\"doubled\"}]");
    assertThat(
            server.post(
                "/v2/models/image/infer",
                new String(body(json, image()), StandardCharsets.ISO_8859_1),
                "Inference-Header-Content-Length",
                json.length() + ""))
        .as("as text the raw tensors are other bytes")
        .startsWith("400");
    var answer =
        server.send(
            "POST",
            "/v2/models/image/infer",
            body(json, image()),
            "Content-Type",
            "application/vnd.sagemaker-triton.binary+json;json-header-size=" + json.length());
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("\"shape\":[1],\"data\":[\"abc\"]},{\"name\":\"doubled\"");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/vnd.sagemaker-triton.binary+json;json-header-size=");
    assertThat(answer.headers().firstValue("Inference-Header-Content-Length")).isEmpty();
  }

  @Test
  void takesABodyThatIsNothingButTheInput() throws Exception {
    ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2);
    var answer =
        server.send(
            "POST", "/v2/models/iris/infer", raw.array(), "Inference-Header-Content-Length", "0");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Inference-Header-Content-Length")).isPresent();
    assertThat(asked().inputs().getFirst().shape()).containsExactly(1, 2);
    assertThat(server.post("/v2/models/image/infer", "abc", "Inference-Header-Content-Length", "0"))
        .isEqualTo(
            "400 {\"error\":\"body: raw bytes for 2 inputs (expected: JSON; only a model of one"
                + " input takes them)\"}");
  }

  @ParameterizedTest
  @CsvSource({"gzip", "deflate"})
  void unpacksWhatComesAndPacksLongAnswers(String encoding) throws Exception {
    int rows = 4000;
    StringBuilder data = new StringBuilder("[1");
    for (int i = 1; i < 2 * rows; i++) {
      data.append(",").append(i);
    }
    byte[] json =
        IRIS.replace("[2,2]", "[" + rows + ",2]")
            .formatted(data.append(']'), "")
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (var out =
        encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      out.write(json);
    }
    var answer =
        server.send(
            "POST",
            "/v2/models/iris/infer",
            packed.toByteArray(),
            "Content-Encoding",
            encoding,
            "Accept-Encoding",
            "br;q=1.0, " + encoding + ";q=0.8");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue(encoding);
    byte[] unpacked =
        encoding.equals("gzip")
            ? new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes()
            : new java.util.zip.InflaterInputStream(new ByteArrayInputStream(answer.body()))
                .readAllBytes();
    assertThat(new String(unpacked, StandardCharsets.UTF_8))
        .startsWith("{\"model_name\":\"iris\"")
        .endsWith("]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2,3]|input: 3 values (expected: 4, for shape [2, 2])",
        "[1,2,3,\\\"x\\\"]|body: not JSON",
        "[1,2,3,\"x\"]|input: value 3 is \\\"x\\\" (expected: a number of type FP32)",
        "[1,2,3,{}]|input: value 3 is an object (expected: a number of type FP32)",
        "[1,2,3,1e40]|input: value 3 is 1e40 (expected: a number of type FP32)",
        "[1,2,3|body: not JSON",
        "7|input: 1 values (expected: 4, for shape [2, 2])"
      })
  void refusesDataThatDoesNotFit(String data, String message) throws Exception {
    assertThat(server.post("/v2/models/iris/infer", IRIS.formatted(data, "")))
        .startsWith("400 {\"error\":\"" + message);
    assertThat(models.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|body: no inputs",
        "[]|body: a list (expected: {",
        "~~|body: nothing (expected: {",
        "{\"inputs\":{}}|inputs: an object (expected: a list of objects)",
        "{\"inputs\":[7]}|inputs: 7 (expected: a list of objects)",
        "{\"inputs\":[{\"name\":\"input\"}]}|inputs: input without shape",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"FLOAT\",\"data\":[1]}]}|datatype: FLOAT (expected: one of [BOOL",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[-1,2],\"datatype\":\"FP32\",\"data\":[1]}]}|input: shape [-1, 2]",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[99999,99999],\"datatype\":\"FP32\",\"data\":[1]}]}|input: shape [99999, 99999]",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":\"2\",\"datatype\":\"FP32\",\"data\":[1]}]}|input: shape holds \\\"2\\\"",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,2],\"datatype\":\"FP32\"}]}|input: no data",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,2],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":8}}]}|input: binary_data_size 8 (expected: at most the 0 bytes",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,2],\"datatype\":\"FP32\",\"parameters\":{\"shared_memory_region\":\"r\"}}]}|input: in shared memory",
        "{\"inputs\":[]} {}|body: more than one value",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"UINT8\",\"data\":[256]}]}|input: value 0 is 256 (expected: a whole number of type UINT8)",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[1.5]}]}|input: value 0 is 1.5 (expected: a whole number of type INT64)",
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[1]}]}|input: value 0 is 1 (expected: a string"
      })
  void refusesBrokenQuestions(String body, String message) throws Exception {
    assertThat(server.post("/v2/models/iris/infer", body))
        .startsWith("400 {\"error\":\"" + message);
    assertThat(models.asked).isEmpty();
  }

  @Test
  void refusesRawTensorsThatDoNotFit() throws Exception {
    String json = IMAGE.formatted("");
    byte[] longer = Arrays.copyOf(body(json, image()), json.length() + 16);
    var answer =
        server.send(
            "POST",
            "/v2/models/image/infer",
            longer,
            "Inference-Header-Content-Length",
            json.length() + "");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":\"body: 1 bytes behind the last tensor (expected: as many as the"
                + " binary_data_size say)\"}");
    byte[] wrong = body(json, image());
    wrong[json.length() + 8] = 100;
    answer =
        server.send(
            "POST",
            "/v2/models/image/infer",
            wrong,
            "Inference-Header-Content-Length",
            json.length() + "");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("title: text 0 ends behind the tensor");
    for (String length : new String[] {"-1", "x", "99999"}) {
      assertThat(
              server.post("/v2/models/iris/infer", "{}", "Inference-Header-Content-Length", length))
          .startsWith("400 {\"error\":\"Inference-Header-Content-Length: " + length);
    }
  }

  @Test
  void refusesUnknownModelsVersionsAndPaths() throws Exception {
    String body = IRIS.formatted("[1,2,3,4]", "");
    assertThat(server.post("/v2/models/other/infer", body))
        .startsWith("404 {\"error\":\"deployment: other");
    assertThat(server.post("/v2/models/iris/versions/8/infer", body))
        .startsWith("404 {\"error\":\"deployment iris: version 8");
    assertThat(server.post("/v2/models/iris/versions/latest/infer", body))
        .isEqualTo("400 {\"error\":\"version: latest (expected: a number such as 3, or v3)\"}");
    assertThat(server.get("/v2/models/iris/infer")).startsWith("405 {\"error\":");
    assertThat(server.get("/v2/nowhere")).startsWith("404 {\"error\":");
    assertThat(server.get("/v2/models/other/ready")).startsWith("404");
  }

  @Test
  void describesServerAndModels() throws Exception {
    assertThat(server.get("/v2"))
        .contains("\"name\":\"noria\"", "\"version\":\"1.2.3\"", "\"binary_tensor_data\"");
    assertThat(server.get("/v2/health/live")).isEqualTo("200 {\"live\":true}");
    assertThat(server.get("/v2/health/ready")).isEqualTo("200 {\"ready\":true}");
    assertThat(server.get("/v2/models"))
        .isEqualTo("200 {\"models\":[\"flights\",\"image\",\"iris\"]}");
    assertThat(server.get("/v2/models/iris/ready")).isEqualTo("200");
    assertThat(server.get("/v2/models/flights"))
        .isEqualTo(
            "200 {\"name\":\"flights\",\"versions\":[\"3\"],\"platform\":\"noria_trees\",\"inputs\":"
                + "[{\"name\":\"carrier\",\"datatype\":\"BYTES\",\"shape\":[-1,1]},{\"name\":"
                + "\"distance\",\"datatype\":\"FP32\",\"shape\":[-1,1]},{\"name\":\"hour\","
                + "\"datatype\":\"INT64\",\"shape\":[-1,1]}],\"outputs\":[{\"name\":\"prediction\","
                + "\"datatype\":\"INT64\",\"shape\":[-1]},{\"name\":\"probability\",\"datatype\":"
                + "\"FP32\",\"shape\":[-1]}]}");
    assertThat(server.get("/v2/models/flights/versions/3/config"))
        .contains(
            "\"max_batch_size\":100000",
            "{\"name\":\"carrier\",\"data_type\":\"TYPE_STRING\",\"dims\":[1]",
            "\"decoupled\":false");
  }

  @Test
  void tellsHowItAnswered() throws Exception {
    assertThat(server.get("/v2/models/iris/stats"))
        .isEqualTo(
            "200 {\"model_stats\":[{\"name\":\"iris\",\"version\":\"7\",\"last_inference\":5,"
                + "\"inference_count\":4,\"execution_count\":1,\"inference_stats\":{\"success\":"
                + "{\"count\":2,\"ns\":60},\"fail\":{\"count\":1,\"ns\":7},\"queue\":{\"count\":2,"
                + "\"ns\":5},\"compute_input\":{\"count\":2,\"ns\":10},\"compute_infer\":"
                + "{\"count\":2,\"ns\":15},\"compute_output\":{\"count\":2,\"ns\":30},"
                + "\"cache_hit\":{\"count\":0,\"ns\":0},\"cache_miss\":{\"count\":0,\"ns\":0}},"
                + "\"batch_stats\":[{\"batch_size\":4,\"compute_input\":{\"count\":1,\"ns\":0},"
                + "\"compute_infer\":{\"count\":1,\"ns\":15},"
                + "\"compute_output\":{\"count\":1,\"ns\":0}}],\"memory_usage\":[],\"response_stats\":{}}]}");
    assertThat(server.get("/v2/models/stats"))
        .contains("\"name\":\"flights\",\"version\":\"3\",\"last_inference\":0,")
        .contains("\"name\":\"iris\"");
    assertThat(server.get("/v2/models/iris/versions/8/stats")).startsWith("404 {\"error\":");
    assertThat(server.get("/v2/models/other/stats")).startsWith("404 {\"error\":");
  }

  @Test
  void keepsItsSettingsAndTakesNoSharedMemory() throws Exception {
    assertThat(server.get("/v2/systemsharedmemory/status")).isEqualTo("200 []");
    assertThat(server.post("/v2/systemsharedmemory/unregister", "")).isEqualTo("200 {}");
    assertThat(server.post("/v2/cudasharedmemory/region/r/register", "{}"))
        .startsWith("403 {\"error\":\"shared memory region: r");
    assertThat(server.get("/v2/trace/setting")).contains("\"trace_level\":[\"TIMESTAMPS\"]");
    assertThat(server.post("/v2/logging", "{\"log_verbose_level\":0}")).startsWith("200 ");
    assertThat(server.post("/v2/logging", "{\"log_file\":\"/etc/passwd\"}"))
        .startsWith("400 {\"error\":\"log_file: ");
  }

  @Test
  void changesWhetherAndHowOftenRequestsAreTraced() throws Exception {
    assertThat(
            server.post(
                "/v2/trace/setting", "{\"trace_rate\":\"10\",\"trace_level\":[\"TIMESTAMPS\"]}"))
        .startsWith("200 {\"trace_level\":[\"TIMESTAMPS\"],\"trace_rate\":\"10\"");
    assertThat(server.post("/v2/models/iris/trace/setting", "{\"trace_level\":\"OFF\"}"))
        .startsWith("200 {\"trace_level\":[\"OFF\"],\"trace_rate\":\"10\"");
    assertThat(traces.get("iris").on()).isFalse();
    assertThat(traces.get(null).on()).isTrue();
    assertThat(server.post("/v2/models/iris/trace/setting", "{\"trace_level\":null}"))
        .contains("[\"TIMESTAMPS\"]");
    assertThat(server.post("/v2/models/other/trace/setting", "{}")).startsWith("404 ");
    for (String wrong :
        List.of(
            "{\"trace_level\":[\"TENSORS\"]}",
            "{\"trace_rate\":\"0\"}",
            "{\"trace_count\":\"x\"}",
            "{\"trace_file\":\"/tmp/x\"}",
            "{\"trace_mode\":\"triton\"}",
            "{\"trace_rate\":\"5\",\"what\":1}",
            "[]")) {
      assertThat(server.post("/v2/trace/setting", wrong)).as(wrong).startsWith("400 {\"error\":\"");
    }
    assertThat(traces.get(null).rate()).isEqualTo(10);
  }
}
