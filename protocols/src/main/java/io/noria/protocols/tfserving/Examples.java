package io.noria.protocols.tfserving;

import com.fasterxml.jackson.core.JsonParser;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.Target;
import io.noria.serving.TensorAnswer;
import io.noria.serving.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code :classify} and {@code :regress} are asked: examples, objects of features by name. */
final class Examples {
  private Examples() {}

  /**
   * @throws NoriaException INVALID_ARGUMENT when the model does not predict that
   */
  static void requireFit(ServedModel model, boolean classes) {
    Target target = model.target();
    if (target == null || target.regression() == classes) {
      throw NoriaException.invalid(
          "model "
              + model.deployment()
              + ": predicts "
              + (target == null ? "tensors" : target.regression() ? "a number" : "a class")
              + " (expected: "
              + (target == null ? ":predict" : target.regression() ? ":regress" : ":classify")
              + ")");
    }
  }

  static List<Tensor> read(byte[] body, ServedModel model) {
    return TensorJson.object(
        body, body.length, "{\"examples\": [{…}]}", parser -> read(parser, model));
  }

  private static List<Tensor> read(JsonParser parser, ServedModel model) throws IOException {
    Instances examples = new Instances(model, false);
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (field) {
        case "signature_name" -> PredictQuestion.requireSignature(parser);
        case "examples" -> examples.list(parser);
        case "context" ->
            throw new NoriaException(
                ErrorCode.INVALID_ARGUMENT,
                "context: "
                    + TensorJson.came(parser)
                    + " (expected: every feature in every example)");
        default -> parser.skipChildren();
      }
    }
    if (!examples.present()) {
      throw NoriaException.invalid("body: no examples (expected: {\"examples\": [{…}]})");
    }
    return examples.tensors();
  }

  /** For each row, each class with its score: {@code [["a", 0.1], ["b", 0.9]]}. */
  static void classes(JsonBytes out, TensorAnswer answer, ServedModel model) {
    Target target = java.util.Objects.requireNonNull(model.target());
    Tensor scores = scores(answer, target.classes().size());
    Tensor labels = answer.outputs().getFirst();
    out.raw('[');
    for (int row = 0; row < labels.rows(); row++) {
      out.raw(row == 0 ? "[" : ",[");
      if (scores == null) {
        out.raw('[').text(io.noria.serving.tensor.Tensors.label(labels, row)).raw(",1.0]");
      } else {
        int classes = target.classes().size();
        for (int each = 0; each < classes; each++) {
          out.raw(each == 0 ? "[" : ",[").text(target.classes().get(each)).raw(',');
          out.number((float) scores.number(row * classes + each), NotFinite.TOKEN).raw(']');
        }
      }
      out.raw(']');
    }
    out.raw(']');
  }

  private static @Nullable Tensor scores(TensorAnswer answer, int classes) {
    for (Tensor each : answer.outputs()) {
      if (each.type().floating() && each.rank() == 2 && each.dimension(1) == classes) {
        return each;
      }
    }
    return null;
  }
}
