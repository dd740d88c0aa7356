package io.noria.protocols.tfserving.grpc;

import io.noria.base.NoriaException;

/** The types of elements in TensorFlow's words. */
final class DataTypes {
  private DataTypes() {}

  /**
   * Ours.
   *
   * @throws NoriaException INVALID_ARGUMENT for one that no model here takes
   */
  static io.noria.serving.tensor.DataType of(String name, int number) {
    var known = io.noria.protocols.tfserving.grpc.proto.DataType.forNumber(number);
    if (known != null) {
      for (var each : io.noria.serving.tensor.DataType.values()) {
        if (of(each) == known) {
          return each;
        }
      }
    }
    throw NoriaException.invalid(
        name + ": dtype " + number + " (expected: a number's type, DT_BOOL or DT_STRING)");
  }

  /** TensorFlow's. */
  static io.noria.protocols.tfserving.grpc.proto.DataType of(
      io.noria.serving.tensor.DataType type) {
    return switch (type) {
      case BOOL -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_BOOL;
      case UINT8 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_UINT8;
      case UINT16 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_UINT16;
      case UINT32 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_UINT32;
      case UINT64 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_UINT64;
      case INT8 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_INT8;
      case INT16 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_INT16;
      case INT32 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_INT32;
      case INT64 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_INT64;
      case FP16 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_HALF;
      case BF16 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_BFLOAT16;
      case FP32 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_FLOAT;
      case FP64 -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_DOUBLE;
      case BYTES -> io.noria.protocols.tfserving.grpc.proto.DataType.DT_STRING;
    };
  }
}
