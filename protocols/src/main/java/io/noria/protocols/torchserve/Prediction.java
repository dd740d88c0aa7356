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
   * @param version that shall answer; null for the one that the deployment's traffic chooses
   */
  public static Prediction of(
      Serving serving, ServedModel model, byte[] body, @Nullable Integer version, Asked asked) {
    Instances instances = new Instances(model, false);
    boolean list = read(body, instances);
    TensorAnswer answer =
        serving.infer(
            model.deployment(),
            Predictions.request(instances.tensors(), Predictions.answer(model), version, asked));
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
    if (TensorJson.opening(body, "instances") != null || TensorJson.opening(body, "data") != null) {
      return TensorJson.object(
          body,
          body.length,
          "{\"instances\": […]}",
          parser -> {
            parser.nextFieldName();
            parser.nextToken();
            into.list(parser);
            while (parser.nextFieldName() != null) {
              parser.nextToken();
              parser.skipChildren();
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
