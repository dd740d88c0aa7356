package io.noria.protocols.tfserving;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.NoriaException;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code :predict} is asked, by rows ({@code instances}) or by columns ({@code inputs}).
 *
 * @param inputs the tensors
 * @param rows whether the answer goes by rows
 * @param wanted outputs by name; empty for all
 */
record PredictQuestion(List<Tensor> inputs, boolean rows, List<String> wanted) {
  private static final String EXPECTED = "{\"instances\": […]} or {\"inputs\": …}";
  static final String SIGNATURE = "serving_default";

  PredictQuestion {
    inputs = List.copyOf(inputs);
    wanted = List.copyOf(wanted);
  }

  /**
   * Reads the body.
   *
   * @throws NoriaException INVALID_ARGUMENT or UNPROCESSABLE for what does not fit the model
   */
  static PredictQuestion read(byte[] body, ServedModel model) {
    return TensorJson.object(body, body.length, EXPECTED, parser -> read(parser, model));
  }

  private static PredictQuestion read(JsonParser parser, ServedModel model) throws IOException {
    Instances instances = new Instances(model, false);
    boolean rows = false;
    boolean found = false;
    List<String> wanted = List.of();
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (field) {
        case "signature_name" -> requireSignature(parser);
        case "instances", "inputs" -> {
          if (found) {
            throw NoriaException.invalid("body: instances and inputs (expected: one of the two)");
          }
          found = true;
          rows = field.equals("instances");
          if (rows) {
            instances.list(parser);
          } else {
            instances.whole(parser);
          }
        }
        case "output_filter" -> wanted = names(parser);
        default -> parser.skipChildren();
      }
    }
    if (!found) {
      throw NoriaException.invalid(
          "body: neither instances nor inputs (expected: " + EXPECTED + ")");
    }
    return new PredictQuestion(instances.tensors(), rows, wanted);
  }

  /** A model has one signature, and it is the default one. */
  static void requireSignature(JsonParser parser) throws IOException {
    String name = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
    if (!name.isEmpty() && !name.equals(SIGNATURE)) {
      throw NoriaException.invalid(
          "signature_name: "
              + TensorJson.shortened(name)
              + " (expected: "
              + SIGNATURE
              + ", or none)");
    }
  }

  private static List<String> names(JsonParser parser) throws IOException {
    List<String> names = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() == JsonToken.VALUE_STRING && names.size() < 1000) {
        names.add(parser.getText());
      }
      if (parser.currentToken() == JsonToken.END_ARRAY) {
        return names;
      }
    }
    throw NoriaException.invalid(
        "output_filter: " + TensorJson.came(parser) + " (expected: a list of names)");
  }
}
