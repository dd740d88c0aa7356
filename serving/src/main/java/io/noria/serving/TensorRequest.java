package io.noria.serving;

import io.noria.serving.tensor.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question in tensors.
 *
 * @param inputs by name; in any order
 * @param outputs names of the wanted outputs, in the order they shall come; empty for all
 * @param version that shall answer; null for the one that the deployment's traffic chooses
 * @param eventTime when the question was asked, in the data's time; null means now
 * @param key the caller's own name for the question, by which labels find it; null for none
 * @param caller who is asked about, under {@code noria-subject}; empty for nobody
 * @param readFor what the inputs were read by: the same version answers, whatever is swapped
 *     meanwhile; null when they were read by nothing but themselves
 */
public record TensorRequest(
    List<Tensor> inputs,
    List<String> outputs,
    @Nullable Integer version,
    @Nullable Instant eventTime,
    @Nullable String key,
    Map<String, String> caller,
    @Nullable ServedModel readFor) {
  /** Copies. */
  public TensorRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    caller = Map.copyOf(caller);
  }

  /** A question that was read by nothing but itself. */
  public TensorRequest(
      List<Tensor> inputs,
      List<String> outputs,
      @Nullable Integer version,
      @Nullable Instant eventTime,
      @Nullable String key,
      Map<String, String> caller) {
    this(inputs, outputs, version, eventTime, key, caller, null);
  }

  /** All outputs, of whichever version, asked now. */
  public static TensorRequest of(List<Tensor> inputs) {
    return new TensorRequest(inputs, List.of(), null, null, null, Map.of());
  }
}
