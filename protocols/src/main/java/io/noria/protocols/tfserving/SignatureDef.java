package io.noria.protocols.tfserving;

import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model's one signature, as TensorFlow Serving's metadata shows it. */
final class SignatureDef {
  private SignatureDef() {}

  static Map<String, Object> metadata(ServedModel model) {
    Map<String, Object> signature = new LinkedHashMap<>();
    signature.put("inputs", infos(model.inputs()));
    signature.put("outputs", infos(model.outputs()));
    signature.put("method_name", "tensorflow/serving/predict");
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("name", model.deployment());
    spec.put("signature_name", "");
    spec.put("version", Integer.toString(model.version()));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("model_spec", spec);
    metadata.put(
        "metadata",
        TensorJson.fields(
            "signature_def",
            TensorJson.fields(
                "signature_def", TensorJson.fields(PredictQuestion.SIGNATURE, signature))));
    return metadata;
  }

  private static Map<String, Object> infos(List<TensorSpec> specs) {
    Map<String, Object> infos = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      List<Object> dims = new ArrayList<>();
      for (long size : spec.shape()) {
        dims.add(TensorJson.fields("size", Long.toString(size), "name", ""));
      }
      Map<String, Object> info = new LinkedHashMap<>();
      info.put("dtype", dtype(spec.type()));
      info.put("tensor_shape", TensorJson.fields("dim", dims, "unknown_rank", false));
      info.put("name", spec.name() + ":0");
      infos.put(spec.name(), info);
    }
    return infos;
  }

  static String dtype(DataType type) {
    return switch (type) {
      case BOOL -> "DT_BOOL";
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> "DT_" + type;
      case FP16 -> "DT_HALF";
      case BF16 -> "DT_BFLOAT16";
      case FP32 -> "DT_FLOAT";
      case FP64 -> "DT_DOUBLE";
      case BYTES -> "DT_STRING";
    };
  }
}
