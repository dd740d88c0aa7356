package io.noria.serving.tensor;

import java.util.List;

/** A model that takes tensors and gives tensors. Thread-safe. */
public interface TensorModel {
  /** What evaluates it, as metadata shows it: {@code onnxruntime}, {@code python}, … */
  String platform();

  /** What it takes, in its own order. */
  List<TensorSpec> inputs();

  /** What it gives, in its own order. */
  List<TensorSpec> outputs();

  /**
   * Evaluates it.
   *
   * @param inputs one for each of {@link #inputs()}, in that order, already of the right types and
   *     of shapes that {@link TensorSpec#allows} allows
   * @return one for each of {@link #outputs()}, in that order
   * @throws io.noria.base.NoriaException UNPROCESSABLE when the model refuses what it was given,
   *     UNAVAILABLE when it does not answer now, FAILED_PRECONDITION when it answers nonsense
   */
  List<Tensor> infer(List<Tensor> inputs);

  /** How many requests wait for it now. */
  default int waiting() {
    return 0;
  }

  /** How many processes it has now; 0 when it needs none. */
  default int workers() {
    return 0;
  }

  /** Bytes of memory that it takes now. */
  default long bytes() {
    return 0;
  }

  /** Lets go of what it holds outside memory; the next call takes it up again. */
  default void release() {}
}
