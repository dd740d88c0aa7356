package io.noria.protocols.tfserving;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.TensorText;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.util.List;

/** Answers by rows and by columns. Outputs whose names end in _bytes are written as Base64. */
final class TfJson {
  private TfJson() {}

  private static TensorText text(JsonBytes out, Tensor output) {
    boolean encoded = output.type() == DataType.BYTES && output.name().endsWith("_bytes");
    return new TensorText(out, NotFinite.TOKEN, encoded);
  }

  static void rows(JsonBytes out, List<Tensor> outputs) {
    int rows = outputs.isEmpty() ? 0 : outputs.getFirst().rows();
    for (Tensor each : outputs) {
      if (each.rows() != rows) {
        throw new NoriaException(
            ErrorCode.INVALID_ARGUMENT,
            "instances: the model's outputs "
                + outputs
                + " have not as many rows (expected: inputs, which is answered by columns)");
      }
    }
    out.raw('[');
    for (int row = 0; row < rows; row++) {
      if (row > 0) {
        out.raw(',');
      }
      if (outputs.size() == 1) {
        text(out, outputs.getFirst()).row(outputs.getFirst(), row);
        continue;
      }
      for (int i = 0; i < outputs.size(); i++) {
        Tensor output = outputs.get(i);
        out.raw(i == 0 ? '{' : ',').text(output.name()).raw(':');
        text(out, output).row(output, row);
      }
      out.raw('}');
    }
    out.raw(']');
  }

  static void whole(JsonBytes out, List<Tensor> outputs) {
    if (outputs.size() == 1) {
      text(out, outputs.getFirst()).nested(outputs.getFirst());
      return;
    }
    out.raw('{');
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      out.raw(i == 0 ? "" : ",").text(output.name()).raw(':');
      text(out, output).nested(output);
    }
    out.raw('}');
  }
}
