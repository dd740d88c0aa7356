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
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Questions and answers between the wire and the core. Raw tensors are not copied on the way in.
 */
final class InferMapping {
  /** Parameters that ask for what nobody here does, and would change the answer. */
  private static final List<String> SHARED_MEMORY =
      List.of("shared_memory_region", "shared_memory_byte_size", "shared_memory_offset");

  private static final String PREDICTION_ID = "noria_prediction_id";
  private static final int MOST_IDS = 100;

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

  /** How many of the likeliest classes are wanted instead of the numbers; 0 for the numbers. */
  static int classes(ModelInferRequest.InferRequestedOutputTensor output) {
    InferParameter wanted = output.getParametersMap().get("classification");
    if (wanted == null) {
      return 0;
    }
    long classes =
        switch (wanted.getParameterChoiceCase()) {
          case INT64_PARAM -> wanted.getInt64Param();
          case UINT64_PARAM -> wanted.getUint64Param();
          case BOOL_PARAM, STRING_PARAM, DOUBLE_PARAM, PARAMETERCHOICE_NOT_SET -> -1;
        };
    if (classes < 0 || classes > Integer.MAX_VALUE) {
      throw NoriaException.invalid(
          output.getName() + ": classification (expected: a whole number of classes)");
    }
    return (int) classes;
  }

  /**
   * The version by number, {@code 3} or {@code v3}.
   *
   * @return null when none was named
   * @throws NoriaException INVALID_ARGUMENT when it is none
   */
  static @Nullable Integer version(String model, String version) {
    if (version.isEmpty()) {
      return null;
    }
    try {
      int number = Integer.parseInt(version.startsWith("v") ? version.substring(1) : version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    String shown = version.length() > 40 ? version.substring(0, 40) + "…" : version;
    throw NoriaException.invalid(
        "version " + shown + " of " + model + " (expected: a number such as 3, or v3)");
  }

  /** The answer; what comes back is always raw, as Triton's does. */
  static ModelInferResponse.Builder answer(
      ModelInferRequest request, TensorAnswer answer, List<Tensor> outputs) {
    ModelInferResponse.Builder out =
        ModelInferResponse.newBuilder()
            .setModelName(answer.deployment())
            .setModelVersion(Integer.toString(answer.version()))
            .setId(request.getId());
    ids(out, answer.ids());
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

  /** The predictions' ids as a parameter; of many rows the log has them by key. */
  private static void ids(ModelInferResponse.Builder out, List<UUID> ids) {
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      return;
    }
    String text =
        ids.size() == 1
            ? ids.getFirst().toString()
            : ids.stream().map(UUID::toString).collect(Collectors.joining(","));
    out.putParameters(PREDICTION_ID, InferParameter.newBuilder().setStringParam(text).build());
  }

  private static ByteString raw(Tensor tensor) {
    return tensor.type() == DataType.BYTES
        ? RawContents.texts(tensor)
        : UnsafeByteOperations.unsafeWrap(tensor.data());
  }
}
