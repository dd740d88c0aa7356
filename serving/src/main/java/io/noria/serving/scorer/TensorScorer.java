package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.TensorModel;
import org.jspecify.annotations.Nullable;

/** A model that takes tensors, asked in rows. */
public final class TensorScorer implements Scorer {
  private final String name;
  private final TensorModel model;
  private final @Nullable RowMapping mapping;

  /**
   * Of the model.
   *
   * @param name for messages
   * @param mapping how rows become its inputs; null when they cannot
   */
  public TensorScorer(String name, TensorModel model, @Nullable RowMapping mapping) {
    this.name = name;
    this.model = model;
    this.mapping = mapping;
  }

  /** The model. */
  public TensorModel model() {
    return model;
  }

  /** How rows become its inputs and its outputs answers; null when they cannot. */
  public @Nullable RowMapping mapping() {
    return mapping;
  }

  @Override
  public int outputs() {
    return mapping == null ? 1 : mapping.outputs();
  }

  @Override
  public String platform() {
    return model.platform();
  }

  @Override
  public void score(RowBlock rows, double[] out) {
    RowMapping known = mapping;
    if (known == null) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "model %s: takes tensors (expected: inputs %s at /v2/models/NAME/infer)"
              .formatted(name, model.inputs()));
    }
    if (rows.size() > 0) {
      known.scores(model.infer(known.inputs(rows)), rows.size(), out);
    }
  }

  @Override
  public long bytes() {
    return model.bytes();
  }

  @Override
  public void release() {
    model.release();
  }
}
