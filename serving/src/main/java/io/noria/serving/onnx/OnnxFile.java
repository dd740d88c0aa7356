package io.noria.serving.onnx;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at an ONNX file (protocol buffers, onnx.proto3) without a library, before anything native
 * does.
 */
final class OnnxFile {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_STRINGS = 9;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_INT32 = 5;
  private static final int TENSOR_STRING = 6;
  private static final int TENSOR_INT64 = 7;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final int TYPE_INT64 = 7;
  private static final int MOST_CLASSES = 10_000;

  private final String name;
  private final byte[] bytes;
  private final List<String> classes = new ArrayList<>();
  private int graphs;

  private OnnxFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * Looks through the file. One that names other files is refused: what was sent in says nothing
   * about which files of this machine are read.
   *
   * @throws NoriaException FAILED_PRECONDITION when it is no ONNX model
   */
  static OnnxFile look(String name, byte[] bytes) {
    var file = new OnnxFile(name, bytes);
    file.each(
        0,
        bytes.length,
        (field, wire, from, to, value) -> {
          if (field == MODEL_GRAPH && wire == 2) {
            file.graphs++;
            file.graph(from, to);
          }
        });
    if (file.graphs != 1) {
      throw file.refused("it has " + file.graphs + " graphs (expected: an ONNX file with one)");
    }
    return file;
  }

  /** The class labels that a classifier of the graph names, in order; empty when none does. */
  List<String> classes() {
    return List.copyOf(classes);
  }

  private void graph(int begin, int end) {
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == GRAPH_INITIALIZER && wire == 2) {
            initializer(from, to);
          } else if (field == GRAPH_NODE && wire == 2) {
            each(
                from,
                to,
                (f, w, a, b, number) -> {
                  if (f == NODE_ATTRIBUTE && w == 2) {
                    attribute(a, b);
                  }
                });
          }
        });
  }

  /** Classifiers of ai.onnx.ml name their labels in attributes. */
  private void attribute(int begin, int end) {
    String[] called = {""};
    List<String> labels = new ArrayList<>();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == ATTRIBUTE_NAME && wire == 2) {
            called[0] = text(from, to);
          } else if (field == ATTRIBUTE_STRINGS && wire == 2) {
            add(labels, text(from, to));
          } else if (field == ATTRIBUTE_INTS) {
            integers(wire, from, to, value, labels);
          }
        });
    if (called[0].startsWith("classlabels_") && !labels.isEmpty()) {
      classes.clear();
      classes.addAll(labels);
    }
  }

  /** Others keep them as a constant, which scikit-learn's converter calls "classes". */
  private void initializer(int begin, int end) {
    String[] called = {""};
    int[] type = {0};
    int[] rank = {0};
    List<String> labels = new ArrayList<>();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          switch (field) {
            case TENSOR_NAME -> called[0] = text(from, to);
            case TENSOR_TYPE -> type[0] = (int) value;
            case TENSOR_DIMS -> rank[0]++;
            case TENSOR_STRING -> add(labels, text(from, to));
            case TENSOR_INT32, TENSOR_INT64 -> integers(wire, from, to, value, labels);
            case TENSOR_RAW -> {
              if (type[0] == TYPE_INT64 && (to - from) / 8 <= MOST_CLASSES) {
                ByteBuffer raw =
                    ByteBuffer.wrap(bytes, from, to - from).order(ByteOrder.LITTLE_ENDIAN);
                while (raw.remaining() >= 8) {
                  add(labels, Long.toString(raw.getLong()));
                }
              }
            }
            case TENSOR_DATA_LOCATION -> {
              if (value == EXTERNAL) {
                throw refused(
                    "its weights lie in other files (expected: saved as one file, as onnx.save does"
                        + " without save_as_external_data)");
              }
            }
            default -> {}
          }
        });
    if (classes.isEmpty() && called[0].startsWith("classes") && labels.size() > 1) {
      classes.addAll(labels);
    }
  }

  private void integers(int wire, int from, int to, long value, List<String> labels) {
    if (wire == 0) {
      add(labels, Long.toString(value));
      return;
    }
    int[] at = {from};
    while (wire == 2 && at[0] < to && labels.size() < MOST_CLASSES) {
      add(labels, Long.toString(varint(at, to)));
    }
  }

  private static void add(List<String> labels, String label) {
    if (labels.size() < MOST_CLASSES) {
      labels.add(label);
    }
  }

  private String text(int from, int to) {
    return new String(bytes, from, Math.min(to - from, 1000), StandardCharsets.UTF_8);
  }

  private interface Field {
    void take(int field, int wire, int from, int to, long value);
  }

  /** Walks the fields of a message. */
  private void each(int begin, int end, Field taker) {
    int[] at = {begin};
    while (at[0] < end) {
      long tag = varint(at, end);
      int field = (int) (tag >>> 3);
      int wire = (int) (tag & 7);
      long value = 0;
      int from = at[0];
      switch (wire) {
        case 0 -> value = varint(at, end);
        case 1 -> at[0] += 8;
        case 2 -> {
          long length = varint(at, end);
          from = at[0];
          if (length < 0 || length > end - from) {
            throw refused("a field is longer than the file (expected: an ONNX file)");
          }
          at[0] += (int) length;
        }
        case 5 -> at[0] += 4;
        default -> throw refused("it is no protocol buffer (expected: an ONNX file)");
      }
      if (at[0] > end || field == 0) {
        throw refused("it is cut off or damaged (expected: an ONNX file)");
      }
      taker.take(field, wire, from, at[0], value);
    }
  }

  private long varint(int[] at, int end) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at[0] >= end) {
        throw refused("it is cut off (expected: an ONNX file)");
      }
      byte next = bytes[at[0]++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw refused("it is damaged (expected: an ONNX file)");
  }

  private NoriaException refused(String why) {
    return new NoriaException(ErrorCode.FAILED_PRECONDITION, "model " + name + ": " + why);
  }
}
