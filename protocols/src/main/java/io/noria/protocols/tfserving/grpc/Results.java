package io.noria.protocols.tfserving.grpc;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.tfserving.grpc.proto.ClassificationResult;
import io.noria.protocols.tfserving.grpc.proto.Classifications;
import io.noria.protocols.tfserving.grpc.proto.RegressionResult;
import io.noria.serving.ServedModel;
import io.noria.serving.Target;
import io.noria.serving.TensorAnswer;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model of rows answers, as classes with their scores, or as a number for each row. */
final class Results {
  private Results() {}

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
              + (target == null ? "Predict" : target.regression() ? "Regress" : "Classify")
              + ")");
    }
  }

  static ClassificationResult classes(TensorAnswer answer, ServedModel model) {
    Target target = model.target();
    List<String> classes = target == null ? List.of() : target.classes();
    Tensor labels = answer.outputs().getFirst();
    Tensor scores = scores(answer, classes.size());
    ClassificationResult.Builder out = ClassificationResult.newBuilder();
    for (int row = 0; row < labels.rows(); row++) {
      Classifications.Builder each = out.addClassificationsBuilder();
      if (scores == null) {
        each.addClassesBuilder().setLabel(Tensors.label(labels, row)).setScore(1);
        continue;
      }
      for (int place = 0; place < classes.size(); place++) {
        each.addClassesBuilder()
            .setLabel(classes.get(place))
            .setScore((float) scores.number(row * classes.size() + place));
      }
    }
    return out.build();
  }

  private static @Nullable Tensor scores(TensorAnswer answer, int classes) {
    for (Tensor each : answer.outputs()) {
      if (each.type().floating() && each.rank() == 2 && each.dimension(1) == classes) {
        return each;
      }
    }
    return null;
  }

  static RegressionResult numbers(TensorAnswer answer) {
    Tensor numbers = answer.outputs().getFirst();
    if (numbers.size() != numbers.rows()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          numbers.name() + ": " + numbers.size() + " numbers for " + numbers.rows() + " rows");
    }
    RegressionResult.Builder out = RegressionResult.newBuilder();
    for (int row = 0; row < numbers.rows(); row++) {
      out.addRegressionsBuilder().setValue((float) numbers.number(row));
    }
    return out.build();
  }
}
