package io.noria.protocols.tensors;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.tensor.Tensor;
import java.util.List;

/** Answers in the forms that the row-wise dialects have. */
public final class Predictions {
  private Predictions() {}

  /**
   * The question for the core.
   *
   * @param only what is wanted back; empty for every output
   * @param version that shall answer; null for the one that the deployment's traffic chooses
   */
  public static TensorRequest request(
      ServedModel model, List<Tensor> inputs, List<String> only, Asked asked) {
    return new TensorRequest(
        inputs, only, model.version(), asked.eventTime(), asked.key(), asked.caller(), model);
  }

  /**
   * Asks the model what it predicts for the instances, and tells the predictions' ids.
   *
   * @param model that the instances were read by, which answers
   */
  public static TensorAnswer ask(
      Serving serving, Exchange exchange, ServedModel model, Instances instances) {
    TensorRequest request = request(model, instances.tensors(), answer(model), Asked.of(exchange));
    TensorAnswer answer = serving.infer(model.deployment(), request);
    Asked.tell(exchange, answer.ids());
    return answer;
  }

  /**
   * The outputs that dialects want which know one answer for each row: of a model of rows its first
   * one (what it predicts), of others all.
   */
  public static List<String> answer(ServedModel model) {
    return model.target() == null || model.outputs().isEmpty()
        ? List.of()
        : List.of(model.outputs().getFirst().name());
  }

  /**
   * One value for each row: the output's own, or an object by name when there are several outputs.
   *
   * @throws NoriaException FAILED_PRECONDITION when the outputs have no rows in common
   */
  public static void rows(JsonBytes out, TensorAnswer answer, NotFinite notFinite) {
    List<Tensor> outputs = answer.outputs();
    int rows = rows(outputs);
    TensorText text = new TensorText(out, notFinite);
    out.raw('[');
    for (int row = 0; row < rows; row++) {
      if (row > 0) {
        out.raw(',');
      }
      if (outputs.size() == 1) {
        text.row(outputs.getFirst(), row);
        continue;
      }
      for (int i = 0; i < outputs.size(); i++) {
        out.raw(i == 0 ? '{' : ',').text(outputs.get(i).name()).raw(':');
        text.row(outputs.get(i), row);
      }
      out.raw('}');
    }
    out.raw(']');
  }

  private static int rows(List<Tensor> outputs) {
    int rows = outputs.isEmpty() ? 0 : outputs.getFirst().rows();
    for (Tensor each : outputs) {
      if (each.rows() != rows) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "outputs "
                + outputs
                + " (expected: as many rows in each; ask by tensors at /v2/models/NAME/infer)");
      }
    }
    return rows;
  }

  /** The output as a whole, or an object by name when there are several. */
  public static void whole(JsonBytes out, TensorAnswer answer, NotFinite notFinite) {
    List<Tensor> outputs = answer.outputs();
    TensorText text = new TensorText(out, notFinite);
    if (outputs.size() == 1) {
      text.nested(outputs.getFirst());
      return;
    }
    out.raw('{');
    for (int i = 0; i < outputs.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.text(outputs.get(i).name()).raw(':');
      text.nested(outputs.get(i));
    }
    out.raw('}');
  }
}
