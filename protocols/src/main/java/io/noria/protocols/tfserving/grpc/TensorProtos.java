package io.noria.protocols.tfserving.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.noria.base.NoriaException;
import io.noria.protocols.tfserving.grpc.proto.TensorProto;
import io.noria.protocols.tfserving.grpc.proto.TensorShapeProto;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tensors as TensorFlow has them: their bytes as a whole, or lists of values of which the last
 * stands for all that follow. Answers are lists, as TensorFlow Serving's are unless it is told
 * otherwise.
 */
final class TensorProtos {
  /** Of lists that are filled up, so that few bytes cannot ask for much memory. */
  private static final int MOST_FILLED = 64 << 20;

  private TensorProtos() {}

  /**
   * All inputs of a question, by name.
   *
   * @throws NoriaException INVALID_ARGUMENT when one is not as TensorFlow writes it
   */
  static List<Tensor> read(Map<String, TensorProto> inputs) {
    List<Tensor> tensors = new ArrayList<>(inputs.size());
    long filled = 0;
    for (Map.Entry<String, TensorProto> each : new TreeMap<>(inputs).entrySet()) {
      String name = each.getKey();
      TensorProto proto = each.getValue();
      DataType type = DataTypes.of(name, proto.getDtypeValue());
      long[] shape = shape(name, proto);
      int count = Tensor.elements(name, shape);
      if (!proto.getTensorContent().isEmpty()) {
        tensors.add(whole(name, type, shape, proto));
        continue;
      }
      int came = count(type, proto);
      if (came > count) {
        throw NoriaException.invalid(
            "%s: %d values (expected: at most %d, for its shape)".formatted(name, came, count));
      }
      filled += came == count ? 0 : (long) count * Math.max(8, type.bytes());
      if (filled > MOST_FILLED) {
        throw NoriaException.invalid(
            name + ": filled up from " + came + " values to " + count + " (expected: fewer)");
      }
      tensors.add(listed(name, type, shape, proto, count));
    }
    return tensors;
  }

  private static long[] shape(String name, TensorProto proto) {
    if (proto.getTensorShape().getUnknownRank()) {
      throw NoriaException.invalid(name + ": a shape of unknown rank (expected: its dimensions)");
    }
    long[] shape = new long[proto.getTensorShape().getDimCount()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = proto.getTensorShape().getDim(i).getSize();
    }
    return shape;
  }

  private static Tensor whole(String name, DataType type, long[] shape, TensorProto proto) {
    if (type == DataType.BYTES) {
      throw NoriaException.invalid(name + ": texts in tensor_content (expected: string_val)");
    }
    return Tensor.of(name, type, shape, proto.getTensorContent().asReadOnlyByteBuffer());
  }

  private static int count(DataType type, TensorProto proto) {
    return switch (type) {
      case FP32 -> proto.getFloatValCount();
      case FP64 -> proto.getDoubleValCount();
      case INT8, INT16, INT32, UINT8, UINT16 -> proto.getIntValCount();
      case INT64 -> proto.getInt64ValCount();
      case UINT32 -> proto.getUint32ValCount();
      case UINT64 -> proto.getUint64ValCount();
      case BOOL -> proto.getBoolValCount();
      case FP16, BF16 -> proto.getHalfValCount();
      case BYTES -> proto.getStringValCount();
    };
  }

  private static Tensor listed(
      String name, DataType type, long[] shape, TensorProto proto, int count) {
    int came = count(type, proto);
    if (type == DataType.BYTES) {
      byte[][] texts = new byte[count][];
      byte[] last = {};
      for (int i = 0; i < count; i++) {
        last = i < came ? proto.getStringVal(i).toByteArray() : last;
        texts[i] = last;
      }
      return Tensor.texts(name, shape, texts);
    }
    ByteBuffer data = Tensor.room(Math.multiplyExact(count, type.bytes()));
    for (int i = 0; i < count && came > 0; i++) {
      put(name, type, proto, Math.min(i, came - 1), data);
    }
    return Tensor.of(name, type, shape, data.rewind());
  }

  private static void put(String name, DataType type, TensorProto proto, int at, ByteBuffer data) {
    switch (type) {
      case FP32 -> data.putFloat(proto.getFloatVal(at));
      case FP64 -> data.putDouble(proto.getDoubleVal(at));
      case INT8 -> data.put((byte) within(name, type, proto.getIntVal(at), -0x80, 0x7f));
      case UINT8 -> data.put((byte) within(name, type, proto.getIntVal(at), 0, 0xff));
      case INT16 -> data.putShort((short) within(name, type, proto.getIntVal(at), -0x8000, 0x7fff));
      case UINT16 -> data.putShort((short) within(name, type, proto.getIntVal(at), 0, 0xffff));
      case FP16, BF16 -> data.putShort((short) within(name, type, proto.getHalfVal(at), 0, 0xffff));
      case INT32 -> data.putInt(proto.getIntVal(at));
      case UINT32 -> data.putInt(proto.getUint32Val(at));
      case INT64 -> data.putLong(proto.getInt64Val(at));
      case UINT64 -> data.putLong(proto.getUint64Val(at));
      case BOOL -> data.put((byte) (proto.getBoolVal(at) ? 1 : 0));
      case BYTES -> throw new IllegalStateException("texts are no numbers");
    }
  }

  private static int within(String name, DataType type, int value, int least, int most) {
    if (value < least || value > most) {
      throw NoriaException.invalid(
          "%s: %d (expected: %d to %d, for %s)".formatted(name, value, least, most, type));
    }
    return value;
  }

  /** A tensor as lists of values. */
  static TensorProto write(Tensor tensor) {
    TensorProto.Builder out = TensorProto.newBuilder().setDtype(DataTypes.of(tensor.type()));
    TensorShapeProto.Builder shape = out.getTensorShapeBuilder();
    for (int i = 0; i < tensor.rank(); i++) {
      shape.addDimBuilder().setSize(tensor.dimension(i));
    }
    for (int i = 0; i < tensor.size(); i++) {
      switch (tensor.type()) {
        case FP32 -> out.addFloatVal((float) tensor.number(i));
        case FP64 -> out.addDoubleVal(tensor.number(i));
        case INT8, INT16, INT32, UINT8, UINT16 -> out.addIntVal((int) tensor.integer(i));
        case INT64 -> out.addInt64Val(tensor.integer(i));
        case UINT32 -> out.addUint32Val((int) tensor.integer(i));
        case UINT64 -> out.addUint64Val(tensor.integer(i));
        case BOOL -> out.addBoolVal(tensor.integer(i) != 0);
        case FP16, BF16 -> out.addHalfVal(tensor.data().getShort(i << 1) & 0xffff);
        case BYTES -> out.addStringVal(UnsafeByteOperations.unsafeWrap(tensor.bytes(i)));
      }
    }
    return out.build();
  }
}
