package io.noria.serving.onnx;

import io.noria.base.NoriaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an ONNX file (protocol buffers, onnx.proto3) without a library, before anything native
 * does.
 */
final class OnnxFile extends OnnxBytes {
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTION = 25;
  private static final int FUNCTION_NODE = 7;
  private static final int FUNCTION_ATTRIBUTE = 11;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_SPARSE = 15;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_STRINGS = 9;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int ATTRIBUTE_SPARSE = 22;
  private static final int ATTRIBUTE_SPARSES = 23;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_INT32 = 5;
  private static final int TENSOR_STRING = 6;
  private static final int TENSOR_INT64 = 7;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;
  private static final int TENSOR_EXTERNAL = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final int TYPE_INT64 = 7;
  private static final int MOST_DEPTH = 20;
  private static final int MOST_CLASSES = 10_000;
  private static final int MOST_FILES = 10_000;
  private static final int LONGEST = 1000;

  private final List<String> classes = new ArrayList<>();
  private final Map<String, Long> beside = new TreeMap<>();
  private int graphs;

  private OnnxFile(String name, byte[] bytes) {
    super(name, bytes);
  }

  /**
   * Looks through the file. Weights may lie in other files of the model's own folder and nowhere
   * else: what was sent in says nothing about which files of this machine are read.
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
            file.graph(from, to, 0);
          } else if (field == MODEL_FUNCTION && wire == 2) {
            file.function(from, to);
          }
        });
    if (file.graphs != 1) {
      throw file.refused("it has " + file.graphs + " graphs (expected: an ONNX file with one)");
    }
    return file;
  }

  /**
   * The files beside this one that weights lie in, and how many bytes each must have at least;
   * paths below this file's folder.
   */
  Map<String, Long> beside() {
    return Map.copyOf(beside);
  }

  /** The class labels that a classifier of the graph names, in order; empty when none does. */
  List<String> classes() {
    return List.copyOf(classes);
  }

  private void function(int begin, int end) {
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == FUNCTION_NODE && wire == 2) {
            node(from, to, 0);
          } else if (field == FUNCTION_ATTRIBUTE && wire == 2) {
            attribute(from, to, 0);
          }
        });
  }

  private void graph(int begin, int end, int depth) {
    if (depth > MOST_DEPTH) {
      throw refused("graphs within graphs, more than " + MOST_DEPTH + " deep");
    }
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (wire != 2) {
            return;
          }
          switch (field) {
            case GRAPH_INITIALIZER -> initializer(from, to);
            case GRAPH_SPARSE -> sparse(from, to);
            case GRAPH_NODE -> node(from, to, depth);
            default -> {}
          }
        });
  }

  private void node(int begin, int end, int depth) {
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == NODE_ATTRIBUTE && wire == 2) {
            attribute(from, to, depth);
          }
        });
  }

  /** Classifiers of ai.onnx.ml name their labels in attributes; constants lie in others. */
  private void attribute(int begin, int end, int depth) {
    String[] called = {""};
    List<String> labels = new ArrayList<>();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == ATTRIBUTE_INTS) {
            integers(wire, from, to, value, labels);
          } else if (wire == 2) {
            switch (field) {
              case ATTRIBUTE_NAME -> called[0] = text(from, to);
              case ATTRIBUTE_STRINGS -> add(labels, text(from, to));
              case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> requireWithin(from, to);
              case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> graph(from, to, depth + 1);
              case ATTRIBUTE_SPARSE, ATTRIBUTE_SPARSES -> sparse(from, to);
              default -> {}
            }
          }
        });
    if (called[0].startsWith("classlabels_") && !labels.isEmpty()) {
      classes.clear();
      classes.addAll(labels);
    }
  }

  /** Its values and its indices are tensors. */
  private void sparse(int begin, int end) {
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if ((field == 1 || field == 2) && wire == 2) {
            requireWithin(from, to);
          }
        });
  }

  /** A tensor's elements must lie in this file. */
  private void requireWithin(int begin, int end) {
    if (external(begin, end) != null) {
      throw refused(
          "a constant of a node lies in another file (expected: only initializers do, as onnx.save"
              + " writes them)");
    }
  }

  /** Where the elements of a tensor lie, by the keys of the format; null when in this file. */
  private @Nullable Map<String, String> external(int begin, int end) {
    boolean[] outside = {false};
    Map<String, String> where = new HashMap<>();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          // Of an enumeration's number the low 32 bits count.
          if (field == TENSOR_DATA_LOCATION && (int) value == EXTERNAL) {
            outside[0] = true;
          } else if (field == TENSOR_EXTERNAL && wire == 2) {
            entry(from, to, where);
          }
        });
    return outside[0] ? where : null;
  }

  private void entry(int begin, int end, Map<String, String> where) {
    String[] pair = {"", ""};
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if ((field == 1 || field == 2) && wire == 2) {
            if (to - from > LONGEST) {
              // What is cut off here would be read by who loads the file.
              throw refused(
                  "weights in another file, told in %d bytes (expected: at most %d)"
                      .formatted(to - from, LONGEST));
            }
            pair[field - 1] = text(from, to);
          }
        });
    where.put(pair[0], pair[1]);
  }

  /**
   * Weights in another file: it must lie in this file's folder. No name with a star, by which ONNX
   * Runtime means an address in its own memory.
   */
  private void outside(Map<String, String> where) {
    String location = where.getOrDefault("location", "");
    boolean within =
        !location.isEmpty()
            && !location.startsWith("/")
            && !location.contains("\\")
            && !location.contains(":")
            && !location.contains("*")
            && location.chars().noneMatch(c -> c < ' ');
    for (String part : location.split("/", -1)) {
      within &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    if (!within) {
      throw refused(
          "weights in the file '"
              + (location.length() > 100 ? location.substring(0, 100) + "…" : location)
              + "' (expected: a path below the model's own folder)");
    }
    long last = Math.addExact(number(where, "offset"), number(where, "length"));
    beside.merge(location, last, Math::max);
    if (beside.size() > MOST_FILES) {
      throw refused("weights in more than " + MOST_FILES + " files");
    }
  }

  private long number(Map<String, String> where, String key) {
    String text = where.getOrDefault(key, "0");
    if (!text.matches("[0-9]{1,18}")) {
      throw refused(
          "weights with the %s '%s' (expected: a number of bytes)"
              .formatted(key, text.length() > 40 ? text.substring(0, 40) + "…" : text));
    }
    return Long.parseLong(text);
  }

  /** Others keep them as a constant, which scikit-learn's converter calls "classes". */
  private void initializer(int begin, int end) {
    Map<String, String> where = external(begin, end);
    if (where != null) {
      outside(where);
      return;
    }
    String[] called = {""};
    int[] type = {0};
    List<String> labels = new ArrayList<>();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          switch (field) {
            case TENSOR_NAME -> called[0] = text(from, to);
            case TENSOR_TYPE -> type[0] = (int) value;
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
}
