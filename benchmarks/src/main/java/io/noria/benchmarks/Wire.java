package io.noria.benchmarks;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How a question of rows is written, and where its answer has the probability of class 1. */
enum Wire {
  /**
   * {@code {"features": [[…]]}}, answered by objects with the predicted class and its probability.
   */
  PREDICT("json"),
  /** {@code {"features": [[…]]}}, answered by the probabilities. */
  FEATURES("json"),
  /** KServe's V1. */
  INSTANCES("json"),
  /** MLflow's. */
  INPUTS("json"),
  /** The Open Inference Protocol as JSON. */
  OIP("oip"),
  /** The same with raw tensors both ways. */
  OIP_BINARY("binary"),
  /** The same over gRPC, with raw tensors. */
  OIP_GRPC("grpc");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NONE = new byte[0];

  private final String format;

  Wire(String format) {
    this.format = format;
  }

  /** What {@code --formats} calls it. */
  String format() {
    return format;
  }

  /**
   * A whole request.
   *
   * @param rows the rows as JSON lists, and as numbers
   */
  byte[] request(ServingSystem.Endpoint endpoint, String model, Rows rows) {
    String host = "127.0.0.1:" + endpoint.port();
    String what = "POST " + endpoint.path();
    if (this == OIP_GRPC) {
      return GrpcLink.request(message(endpoint.input(), model, rows));
    }
    if (this != OIP_BINARY) {
      byte[] body = text(endpoint.input(), rows).getBytes(StandardCharsets.UTF_8);
      return KeepAlive.request(what, host, "Content-Type: application/json\r\n", body);
    }
    byte[] raw = rows.raw();
    byte[] head =
        "{\"inputs\":[{\"name\":\"%s\",\"shape\":[%d,%d],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}],\"parameters\":{\"binary_data_output\":true}}"
            .formatted(endpoint.input(), rows.count(), rows.columns(), raw.length)
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = ByteBuffer.allocate(head.length + raw.length).put(head).put(raw).array();
    return KeepAlive.request(
        what,
        host,
        "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: "
            + head.length
            + "\r\n",
        body);
  }

  private String text(String input, Rows rows) {
    String lists = rows.lists();
    return switch (this) {
      case PREDICT, FEATURES -> "{\"features\":[" + lists + "]}";
      case INSTANCES -> "{\"instances\":[" + lists + "]}";
      case INPUTS -> "{\"inputs\":[" + lists + "]}";
      default ->
          "{\"inputs\":[{\"name\":\"%s\",\"shape\":[%d,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
              .formatted(
                  input, rows.count(), rows.columns(), lists.replace("[", "").replace("]", ""));
    };
  }

  private static byte[] message(String input, String model, Rows rows) {
    byte[] tensor =
        new Protobuf()
            .text(1, input)
            .text(2, "FP32")
            .numbers(3, rows.count(), rows.columns())
            .done();
    return new Protobuf().text(1, model).text(3, "1").bytes(5, tensor).bytes(7, rows.raw()).done();
  }

  /** The probabilities of class 1 that an answer gives. */
  List<Double> probabilities(byte[] answer) throws IOException {
    return switch (this) {
      case OIP_GRPC -> ofMessage(answer);
      case OIP_BINARY -> ofRaw(answer);
      default -> ofJson(JSON.readTree(answer));
    };
  }

  private List<Double> ofJson(JsonNode answer) throws IOException {
    List<Double> found = new ArrayList<>();
    if (this == PREDICT) {
      for (JsonNode row : answer) {
        double probability = row.path("probability").asDouble(Double.NaN);
        found.add(row.path("prediction").asInt() == 1 ? probability : 1 - probability);
      }
      return found;
    }
    JsonNode list = answer.isObject() ? answer.path("predictions") : answer;
    if (this == OIP) {
      JsonNode output = answer.path("outputs").path(chosen(answer.path("outputs")));
      output.path("data").forEach(value -> found.add(value.asDouble(Double.NaN)));
      return ofClassOne(found, output);
    }
    if (list.isObject()) {
      list = list.path("probabilities");
    }
    for (JsonNode value : list) {
      found.add((value.isArray() ? value.path(1) : value).asDouble(Double.NaN));
    }
    return found;
  }

  /** Of a model with an output for every class the second of each pair. */
  private static List<Double> ofClassOne(List<Double> all, JsonNode output) {
    JsonNode shape = output.path("shape");
    if (shape.size() != 2 || shape.path(1).asInt() != 2) {
      return all;
    }
    List<Double> second = new ArrayList<>();
    for (int i = 1; i < all.size(); i += 2) {
      second.add(all.get(i));
    }
    return second;
  }

  /** The place of the output with the probabilities; Noria has the predicted class's beside all. */
  private static int chosen(Iterable<JsonNode> outputs) {
    List<String> names = new ArrayList<>();
    outputs.forEach(output -> names.add(output.path("name").asText()));
    int all = names.indexOf("probabilities");
    return all >= 0 ? all : names.indexOf("probability");
  }

  private static List<Double> ofRaw(byte[] answer) throws IOException {
    JsonNode head;
    int end;
    try (JsonParser parser = JSON.createParser(answer)) {
      head = JSON.readTree(parser);
      end = (int) parser.currentLocation().getByteOffset();
    }
    JsonNode outputs = head.path("outputs");
    int chosen = chosen(outputs);
    int at = end;
    for (int i = 0; i < chosen; i++) {
      at += outputs.path(i).path("parameters").path("binary_data_size").asInt();
    }
    JsonNode output = outputs.path(chosen);
    int size = output.path("parameters").path("binary_data_size").asInt();
    return ofClassOne(floats(ByteBuffer.wrap(answer, at, size)), output);
  }

  private static List<Double> ofMessage(byte[] answer) {
    List<JsonNode> outputs = new ArrayList<>();
    List<ByteBuffer> typed = new ArrayList<>();
    List<ByteBuffer> raw = new ArrayList<>();
    for (Protobuf.Field field : Protobuf.fields(ByteBuffer.wrap(answer))) {
      if (field.number() == 5) {
        typed.add(output(field.content(), outputs));
      } else if (field.number() == 6) {
        raw.add(field.content());
      }
    }
    int chosen = chosen(outputs);
    return chosen < 0
        ? List.of()
        : ofClassOne(floats((raw.isEmpty() ? typed : raw).get(chosen)), outputs.get(chosen));
  }

  /** Adds an output's name and shape; gives its typed single floats. */
  private static ByteBuffer output(ByteBuffer tensor, List<JsonNode> outputs) {
    var output = JSON.createObjectNode();
    ByteBuffer floats = ByteBuffer.wrap(NONE);
    for (Protobuf.Field part : Protobuf.fields(tensor)) {
      switch (part.number()) {
        case 1 -> output.put("name", StandardCharsets.UTF_8.decode(part.content()).toString());
        case 3 -> {
          var shape = output.putArray("shape");
          while (part.content().hasRemaining()) {
            shape.add(Protobuf.varint(part.content()));
          }
        }
        case 5 -> floats = typed(part.content());
        default -> {}
      }
    }
    outputs.add(output);
    return floats;
  }

  /** The list of single floats in a tensor's typed contents. */
  private static ByteBuffer typed(ByteBuffer contents) {
    for (Protobuf.Field field : Protobuf.fields(contents)) {
      if (field.number() == 6) {
        return field.content();
      }
    }
    return ByteBuffer.wrap(NONE);
  }

  private static List<Double> floats(ByteBuffer raw) {
    var floats = raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    List<Double> found = new ArrayList<>();
    while (floats.hasRemaining()) {
      found.add((double) floats.get());
    }
    return found;
  }
}
