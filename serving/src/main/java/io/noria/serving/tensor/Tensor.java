package io.noria.serving.tensor;

import io.noria.base.NoriaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named array of elements of one type, row-major. Numbers lie in a little-endian buffer, as the
 * wires carry them, so that what came in binary is not copied; texts lie as byte strings. The
 * buffer is shared: do not change it after it was given away. Thread-safe when nobody does.
 */
public final class Tensor {
  private static final byte[] NONE = {};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final String name;
  private final DataType type;
  private final long[] shape;
  private final int size;
  private final ByteBuffer data;
  private final byte @Nullable [] @Nullable [] texts;

  private Tensor(
      String name,
      DataType type,
      long[] shape,
      ByteBuffer data,
      byte @Nullable [] @Nullable [] texts) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.size = elements(name, shape);
    this.data = data;
    this.texts = texts;
  }

  /**
   * Of numbers, or of truth values.
   *
   * @param data the elements, little-endian, from its position to its limit; not copied
   * @throws NoriaException INVALID_ARGUMENT when its bytes are not as many as the shape has
   */
  public static Tensor of(String name, DataType type, long[] shape, ByteBuffer data) {
    if (type == DataType.BYTES) {
      throw new IllegalArgumentException("texts are no numbers");
    }
    ByteBuffer own = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    var tensor = new Tensor(name, type, shape.clone(), own, null);
    long expected = (long) tensor.size * type.bytes();
    if (own.remaining() != expected) {
      throw NoriaException.invalid(
          "%s: %d bytes (expected: %d, for %s of shape %s)"
              .formatted(name, own.remaining(), expected, type, Arrays.toString(shape)));
    }
    if (type == DataType.BOOL) {
      requireTruths(name, own);
    }
    return tensor;
  }

  /** What reads them natively takes any other byte for whatever it likes. */
  private static void requireTruths(String name, ByteBuffer bytes) {
    for (int i = 0; i < bytes.remaining(); i++) {
      byte value = bytes.get(i);
      if (value != 0 && value != 1) {
        throw NoriaException.invalid(
            "%s: BOOL of %d (expected: bytes of 0 or 1)".formatted(name, value & 0xff));
      }
    }
  }

  /**
   * Of texts or byte strings; the arrays are not copied.
   *
   * @param texts null for one that is missing
   */
  public static Tensor texts(String name, long[] shape, byte[] @Nullable [] texts) {
    var tensor = new Tensor(name, DataType.BYTES, shape.clone(), NOTHING, texts);
    requireSize(tensor, texts.length);
    return tensor;
  }

  /** Of texts, in UTF-8. */
  public static Tensor texts(String name, long[] shape, List<String> texts) {
    byte[][] bytes = new byte[texts.size()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
    }
    return texts(name, shape, bytes);
  }

  /** Of FP32. */
  public static Tensor floats(String name, long[] shape, float... values) {
    ByteBuffer data = room(values.length * 4);
    data.asFloatBuffer().put(values);
    return of(name, DataType.FP32, shape, data);
  }

  /** Of FP64. */
  public static Tensor doubles(String name, long[] shape, double... values) {
    ByteBuffer data = room(values.length * 8);
    data.asDoubleBuffer().put(values);
    return of(name, DataType.FP64, shape, data);
  }

  /** Of INT64. */
  public static Tensor longs(String name, long[] shape, long... values) {
    ByteBuffer data = room(values.length * 8);
    data.asLongBuffer().put(values);
    return of(name, DataType.INT64, shape, data);
  }

  /** Room for elements: a little-endian buffer on the heap. */
  public static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * How many elements a shape has.
   *
   * @param name for the message
   * @throws NoriaException INVALID_ARGUMENT for a negative dimension, or more than 2^31 - 1
   *     elements
   */
  public static int elements(String name, long[] shape) {
    long size = 1;
    for (long dimension : shape) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE) {
        throw NoriaException.invalid(
            "%s: shape %s (expected: dimensions of 0 or more)"
                .formatted(name, Arrays.toString(shape)));
      }
      size *= dimension;
      if (size > Integer.MAX_VALUE) {
        throw NoriaException.invalid(
            "%s: shape %s (expected: at most %d elements)"
                .formatted(name, Arrays.toString(shape), Integer.MAX_VALUE));
      }
    }
    return (int) size;
  }

  private static void requireSize(Tensor tensor, int elements) {
    if (tensor.size != elements) {
      throw NoriaException.invalid(
          "%s: %d elements (expected: %d, for shape %s)"
              .formatted(tensor.name, elements, tensor.size, Arrays.toString(tensor.shape)));
    }
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The type of its elements. */
  public DataType type() {
    return type;
  }

  /** Its dimensions; a copy. */
  public long[] shape() {
    return shape.clone();
  }

  /** How many dimensions. */
  public int rank() {
    return shape.length;
  }

  /** The dimension at the place. */
  public int dimension(int place) {
    return (int) shape[place];
  }

  /** Its first dimension; 1 when it has none. */
  public int rows() {
    return shape.length == 0 ? 1 : (int) shape[0];
  }

  /** How many elements. */
  public int size() {
    return size;
  }

  /** The elements in little-endian order, as a view of its own; empty for texts. */
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether the element is missing: a text that is none, or a number that is NaN. */
  public boolean missing(int element) {
    byte @Nullable [] @Nullable [] known = texts;
    return known == null
        ? type.floating() && Double.isNaN(number(element))
        : known[element] == null;
  }

  /** The element as bytes, none for a missing one; of texts only. */
  public byte[] bytes(int element) {
    byte @Nullable [] @Nullable [] known = texts;
    if (known == null) {
      throw new IllegalStateException(name + " has no texts");
    }
    byte @Nullable [] found = known[element];
    return found == null ? NONE : found;
  }

  /** The element as text: a byte string read as UTF-8; of texts only. */
  public String text(int element) {
    return new String(bytes(element), StandardCharsets.UTF_8);
  }

  /** The element as a number; true is 1. Not of texts. Whole numbers beyond 2^53 are rounded. */
  public double number(int element) {
    return switch (type) {
      case FP32 -> data.getFloat(element << 2);
      case FP64 -> data.getDouble(element << 3);
      case FP16 -> Float.float16ToFloat(data.getShort(element << 1));
      case BF16 -> Float.intBitsToFloat(data.getShort(element << 1) << 16);
      case UINT64 -> unsigned(data.getLong(element << 3));
      default -> integer(element);
    };
  }

  /** The element as a whole number; not of texts. Fractions are cut off; UINT64 keeps its bits. */
  public long integer(int element) {
    return switch (type) {
      case BOOL, INT8 -> data.get(element);
      case UINT8 -> data.get(element) & 0xff;
      case INT16 -> data.getShort(element << 1);
      case UINT16 -> data.getShort(element << 1) & 0xffff;
      case INT32 -> data.getInt(element << 2);
      case UINT32 -> data.getInt(element << 2) & 0xffff_ffffL;
      case INT64, UINT64 -> data.getLong(element << 3);
      case FP16, BF16, FP32, FP64 -> (long) number(element);
      case BYTES -> throw new IllegalStateException(name + " has no numbers");
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** The same elements under another name. */
  public Tensor named(String other) {
    return new Tensor(other, type, shape, data, texts);
  }

  /**
   * The same elements in another shape.
   *
   * @throws NoriaException INVALID_ARGUMENT when it has not as many
   */
  public Tensor shaped(long... other) {
    var tensor = new Tensor(name, type, other.clone(), data, texts);
    requireSize(tensor, size);
    return tensor;
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }
}
