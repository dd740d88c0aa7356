package io.noria.serving.tensor;

import io.noria.base.NoriaException;
import java.util.Arrays;

/**
 * The types of a tensor's elements, by the names that the Open Inference Protocol gives them (its
 * "Tensor Data Types"; BF16 is Triton's).
 */
public enum DataType {
  /** True or false, one byte of 1 or 0. */
  BOOL(1),
  /** Unsigned, one byte. */
  UINT8(1),
  /** Unsigned, two bytes. */
  UINT16(2),
  /** Unsigned, four bytes. */
  UINT32(4),
  /** Unsigned, eight bytes. */
  UINT64(8),
  /** Signed, one byte. */
  INT8(1),
  /** Signed, two bytes. */
  INT16(2),
  /** Signed, four bytes. */
  INT32(4),
  /** Signed, eight bytes. */
  INT64(8),
  /** IEEE 754 binary16. */
  FP16(2),
  /** The upper half of a binary32. */
  BF16(2),
  /** IEEE 754 binary32. */
  FP32(4),
  /** IEEE 754 binary64. */
  FP64(8),
  /** Texts or byte strings of any length. */
  BYTES(0);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element; 0 for {@link #BYTES}. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are numbers with a fraction. */
  public boolean floating() {
    return this == FP16 || this == BF16 || this == FP32 || this == FP64;
  }

  /**
   * The type of that name.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is none
   */
  public static DataType of(String name) {
    for (DataType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw NoriaException.invalid(
        "datatype: "
            + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
            + " (expected: one of "
            + Arrays.toString(values())
            + ")");
  }
}
