package io.noria.serving.tensor;

import java.util.Arrays;

/**
 * What a model says about one of its inputs or outputs.
 *
 * @param name its name, unique among the model's inputs, or outputs
 * @param type of its elements
 * @param shape its dimensions, the rows first; -1 for any size
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorSpec(String name, DataType type, long[] shape) {
  /** Copies. */
  public TensorSpec {
    shape = shape.clone();
  }

  /** Of these. */
  public static TensorSpec of(String name, DataType type, long... shape) {
    return new TensorSpec(name, type, shape);
  }

  /** Its dimensions; a copy. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Whether the tensor's shape is one of these: as many dimensions, and each -1 or the same. */
  public boolean allows(long[] other) {
    if (other.length != shape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] >= 0 && shape[i] != other[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }
}
