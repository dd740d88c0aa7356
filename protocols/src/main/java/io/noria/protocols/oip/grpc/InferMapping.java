package io.noria.protocols.oip.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.noria.base.NoriaException;
import io.noria.protocols.oip.grpc.proto.InferParameter;
import io.noria.protocols.oip.grpc.proto.ModelInferRequest;
import io.noria.protocols.oip.grpc.proto.ModelInferResponse;
import io.noria.serving.TensorAnswer;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Questions and answers between the wire and the core. Raw tensors are not copied on the way in.
 */
final class InferMapping {
  /** Parameters that ask for what nobody here does, and would change the answer. */
  private static final List<String> SHARED_MEMORY =
      List.of("shared_memory_region", "shared_memory_byte_size", "shared_memory_offset");

  private InferMapping() {}

  /**
   * The inputs.
   *
   * @throws NoriaException INVALID_ARGUMENT when their elements are not as the protocol has them
   */
  static List<Tensor> inputs(ModelInferRequest request) {
    int raw = request.getRawInputContentsCount();
    int count = request.getInputsCount();
    if (raw > 0 && raw != count) {
      throw NoriaException.invalid(
          "raw_input_contents: "
              + raw
              + " (expected: "
              + count
              + ", one for each input, or none at all)");
    }
    List<Tensor> tensors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ModelInferRequest.InferInputTensor input = request.getInputs(i);
      refuseSharedMemory(input.getName(), input.getParametersMap());
      long[] shape = new long[input.getShapeCount()];
      for (int d = 0; d < shape.length; d++) {
        shape[d] = input.getShape(d);
      }
      DataType type = DataType.of(input.getDatatype());
      if (raw > 0) {
        if (input.hasContents()) {
          throw NoriaException.invalid(
              input.getName() + ": contents beside raw_input_contents (expected: one of the two)");
        }
        tensors.add(
            RawContents.tensor(input.getName(), type, shape, request.getRawInputContents(i)));
      } else {
        tensors.add(TypedContents.tensor(input.getName(), type, shape, input.getContents()));
      }
    }
    return tensors;
  }

  private static void refuseSharedMemory(String name, Map<String, InferParameter> parameters) {
    for (String each : SHARED_MEMORY) {
      if (parameters.containsKey(each)) {
        throw NoriaException.invalid(
            name
                + ": "
                + each
                + " (expected: tensors in the request itself; shared memory is off)");
      }
    }
  }

  /** The wanted outputs by name; empty for all. */
  static List<String> outputs(ModelInferRequest request) {
    List<String> names = new ArrayList<>(request.getOutputsCount());
    for (ModelInferRequest.InferRequestedOutputTensor output : request.getOutputsList()) {
      refuseSharedMemory(output.getName(), output.getParametersMap());
      names.add(output.getName());
    }
    return names;
  }

  /**
   * The version by number.
   *
   * @return null when none was named
   * @throws NoriaException NOT_FOUND when it is none
   */
  static @Nullable Integer version(String model, String version) {
    if (version.isEmpty()) {
      return null;
    }
    try {
      int number = Integer.parseInt(version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    String shown = version.length() > 40 ? version.substring(0, 40) + "…" : version;
    throw NoriaException.notFound(
        "version " + shown + " of " + model + " (expected: the number of a version)");
  }

  /** The answer; what comes back is always raw, as Triton's does. */
  static ModelInferResponse.Builder answer(
      ModelInferRequest request, TensorAnswer answer, List<Tensor> outputs) {
    ModelInferResponse.Builder out =
        ModelInferResponse.newBuilder()
            .setModelName(answer.deployment())
            .setModelVersion(Integer.toString(answer.version()))
            .setId(request.getId());
    for (Tensor tensor : outputs) {
      ModelInferResponse.InferOutputTensor.Builder each =
          out.addOutputsBuilder().setName(tensor.name()).setDatatype(tensor.type().name());
      for (int d = 0; d < tensor.rank(); d++) {
        each.addShape(tensor.dimension(d));
      }
      out.addRawOutputContents(raw(tensor));
    }
    return out;
  }

  private static ByteString raw(Tensor tensor) {
    return tensor.type() == DataType.BYTES
        ? RawContents.texts(tensor)
        : UnsafeByteOperations.unsafeWrap(tensor.data());
  }
}
