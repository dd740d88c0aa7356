package io.noria.protocols.torchserve;

import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.TensorText;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a model answers to a body of TorchServe's.
 *
 * @param json the answer
 * @param ids of the predictions in the log
 */
@SuppressWarnings("ArrayRecordComponent")
public record Prediction(byte[] json, List<UUID> ids) {
  /** Copies the ids; the bytes are the caller's. */
  public Prediction {
    ids = List.copyOf(ids);
  }

  /**
   * Asks the model.
   *
   * @param body a row, a list of rows, {@code {"instances": […]}}, or the bytes that a model of
   *     texts takes
   * @param model that answers
   */
  public static Prediction of(Serving serving, ServedModel model, byte[] body, Asked asked) {
    Instances instances = new Instances(model, false);
    boolean list = read(body, instances);
    TensorAnswer answer =
        serving.infer(
            model.deployment(),
            Predictions.request(model, instances.tensors(), Predictions.answer(model), asked));
    JsonBytes out = new JsonBytes(1024);
    if (list) {
      Predictions.rows(out, answer, NotFinite.NULL);
    } else if (answer.outputs().size() == 1) {
      new TensorText(out, NotFinite.NULL).row(answer.outputs().getFirst(), 0);
    } else {
      Predictions.whole(out, answer, NotFinite.NULL);
    }
    return new Prediction(out.toArray(), answer.ids());
  }

  private static boolean list(@Nullable String opening) {
    return opening != null && opening.startsWith("[");
  }

  /** Whether several instances came. */
  static boolean read(byte[] body, Instances into) {
    if (into.takesBytes() && !TensorJson.isObject(body)) {
      into.bytes(body);
      return false;
    }
    if (TensorJson.listOfRows(body)) {
      return TensorJson.value(
          body,
          body.length,
          "a list of rows",
          parser -> {
            into.list(parser);
            return true;
          });
    }
    if (list(TensorJson.opening(body, "instances")) || list(TensorJson.opening(body, "data"))) {
      return TensorJson.object(
          body,
          body.length,
          "{\"instances\": […]}",
          parser -> {
            boolean found = false;
            String field;
            while ((field = parser.nextFieldName()) != null) {
              parser.nextToken();
              if (!found && (field.equals("instances") || field.equals("data"))) {
                into.list(parser);
                found = true;
              } else {
                parser.skipChildren();
              }
            }
            return true;
          });
    }
    return TensorJson.value(
        body,
        body.length,
        "a row as a list, or as an object by name",
        parser -> {
          into.one(parser);
          return false;
        });
  }
}
