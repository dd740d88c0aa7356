package io.noria.protocols.sagemaker;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.Frames;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.TensorText;
import io.noria.serving.TensorAnswer;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of bodies that rows come in and predictions go out in. */
enum Bodies {
  /** Lines without a heading, in the model's order; a heading of its columns is taken too. */
  CSV("text/csv"),
  /**
   * {@code {"instances": […]}}, or the list alone, or one row by name; and the frames that the
   * container of an MLflow model takes there.
   */
  JSON("application/json"),
  /** One instance each line. */
  LINES("application/jsonlines");

  private static final String SPLIT = "dataframe_split";
  private static final String RECORDS = "dataframe_records";

  private final String type;

  Bodies(String type) {
    this.type = type;
  }

  static @Nullable Bodies of(String header) {
    String named = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (Bodies each : values()) {
      if (each.type.equals(named)) {
        return each;
      }
    }
    return null;
  }

  static byte[] unknown(String header) {
    return new JsonBytes(200)
        .raw("{\"code\":\"UnsupportedMediaType\",\"message\":")
        .text(
            "Content-Type: "
                + TensorJson.shortened(header)
                + " (expected: text/csv, application/json or application/jsonlines)")
        .raw('}')
        .toArray();
  }

  /** What the caller accepts, else what it sent. */
  Bodies answering(String accept) {
    Bodies wanted = of(accept);
    return wanted == null ? this : wanted;
  }

  void read(byte[] body, Instances into) {
    switch (this) {
      case CSV -> into.lines(body, false);
      case JSON ->
          TensorJson.value(
              body,
              body.length,
              "{\"instances\": […]}, a list of rows, a row by name, or dataframe_split",
              parser -> {
                json(parser, body, into);
                return true;
              });
      case LINES -> lines(body, into);
    }
  }

  private static void json(JsonParser parser, byte[] body, Instances into) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      if (TensorJson.listOfRows(body)) {
        into.list(parser);
      } else {
        into.one(parser);
      }
      return;
    }
    if (!framed(body) && TensorJson.opening(body, "instances") == null) {
      into.one(parser);
      return;
    }
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (field) {
        case "instances", RECORDS -> {
          requireFirst(field, into);
          into.list(parser);
        }
        case SPLIT -> {
          requireFirst(field, into);
          Frames.split(parser, field, into);
        }
        default -> parser.skipChildren();
      }
    }
  }

  private static void requireFirst(String field, Instances into) {
    if (into.present()) {
      throw NoriaException.invalid(
          "body: "
              + field
              + " besides other rows (expected: one of instances, dataframe_split,"
              + " dataframe_records)");
    }
  }

  /** Whether the rows are a data frame as MLflow's clients send them. */
  static boolean framed(byte[] body) {
    return TensorJson.opening(body, SPLIT) != null || TensorJson.opening(body, RECORDS) != null;
  }

  private static void lines(byte[] body, Instances into) {
    int from = 0;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        byte[] line = Arrays.copyOfRange(body, from, i);
        from = i + 1;
        if (!TensorJson.blank(line)) {
          TensorJson.value(
              line,
              line.length,
              "one instance in a line",
              parser -> {
                into.one(parser);
                return true;
              });
        }
      }
    }
  }

  void send(Exchange exchange, TensorAnswer answer) {
    JsonBytes out = new JsonBytes(1024);
    if (this == JSON) {
      out.raw("{\"predictions\":");
      Predictions.rows(out, answer, NotFinite.NULL);
      exchange.sendJson(200, out.raw('}').toArray());
      return;
    }
    Tensor first = answer.outputs().getFirst();
    int each = first.rows() == 0 ? 0 : first.size() / first.rows();
    TensorText text = new TensorText(out, NotFinite.NULL);
    for (int row = 0; row < first.rows(); row++) {
      if (this == LINES) {
        text.row(first, row);
      } else {
        for (int i = 0; i < each; i++) {
          out.raw(i == 0 ? "" : ",");
          value(out, text, first, row * each + i);
        }
      }
      out.raw('\n');
    }
    exchange.sendBytes(200, type, out.toArray());
  }

  /** Texts as they are, quoted only where a comma or the like stands in them. */
  private static void value(JsonBytes out, TensorText text, Tensor tensor, int place) {
    if (tensor.type() != DataType.BYTES) {
      text.element(tensor, place);
      return;
    }
    String value = tensor.text(place);
    boolean quoted = value.matches("(?s).*[\",\\r\\n].*");
    String shown = quoted ? '"' + value.replace("\"", "\"\"") + '"' : value;
    out.raw(shown.getBytes(StandardCharsets.UTF_8));
  }
}
