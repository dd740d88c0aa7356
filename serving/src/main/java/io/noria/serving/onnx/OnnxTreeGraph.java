package io.noria.serving.onnx;

import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tree.OnnxAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is one ensemble of trees and nothing else that computes: its input goes into the
 * operator, and what comes out may be renamed, cast to the type that it has, or laid into
 * dictionaries.
 */
final class OnnxTreeGraph extends OnnxBytes {
  private static final int MOST_NODES = 8;
  private static final int MOST_ELEMENTS = 64 << 20;

  /** An operator of the graph. */
  private static final class Node {
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    final Map<String, long[]> integers = new HashMap<>();
    final Map<String, double[]> numbers = new HashMap<>();
    final Map<String, List<String>> texts = new HashMap<>();
    String operator = "";
  }

  private final List<Node> nodes = new ArrayList<>();
  private boolean others;

  private OnnxTreeGraph(String name, byte[] bytes) {
    super(name, bytes);
  }

  /**
   * What the graph is.
   *
   * @param operator the operator's type
   * @param attributes the operator's
   * @param places for each of the graph's outputs, 0 for the operator's first output, 1 for its
   *     second
   */
  record Plan(String operator, OnnxAttributes attributes, List<Integer> places) {}

  /** What the graph is; null when it is more than an ensemble of trees. */
  static @Nullable Plan plan(
      String name, byte[] bytes, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    var graph = new OnnxTreeGraph(name, bytes);
    graph.each(
        0,
        bytes.length,
        (field, wire, from, to, value) -> {
          if (field == 7 && wire == 2) {
            graph.graph(from, to);
          }
        });
    return graph.others || inputs.size() != 1
        ? null
        : graph.plan(inputs.getFirst().name(), outputs);
  }

  private @Nullable Plan plan(String input, List<TensorSpec> outputs) {
    Node trees = null;
    Map<String, String> same = new HashMap<>();
    for (Node node : nodes) {
      switch (node.operator) {
        case "TreeEnsembleRegressor", "TreeEnsembleClassifier", "TreeEnsemble" -> {
          if (trees != null || node.inputs.size() != 1 || !node.inputs.getFirst().equals(input)) {
            return null;
          }
          trees = node;
        }
        case "Identity", "ZipMap", "Cast" -> {
          if (node.inputs.size() != 1 || node.outputs.size() != 1 || !keeps(node)) {
            return null;
          }
          same.put(node.outputs.getFirst(), node.inputs.getFirst());
        }
        default -> {
          return null;
        }
      }
    }
    if (trees == null) {
      return null;
    }
    List<Integer> places = new ArrayList<>();
    for (TensorSpec output : outputs) {
      String source = output.name();
      for (int i = 0; i < MOST_NODES && same.containsKey(source); i++) {
        source = same.getOrDefault(source, source);
      }
      int place = trees.outputs.indexOf(source);
      if (place < 0) {
        return null;
      }
      places.add(place);
    }
    return new Plan(
        trees.operator, new OnnxAttributes(trees.integers, trees.numbers, trees.texts), places);
  }

  /** A cast to int64, which labels are already; whether it is that is tried later. */
  private static boolean keeps(Node node) {
    long[] to = node.integers.getOrDefault("to", new long[] {7});
    return !node.operator.equals("Cast") || (to.length == 1 && to[0] == 7);
  }

  private void graph(int begin, int end) {
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == 1 && wire == 2) {
            if (nodes.size() == MOST_NODES) {
              others = true;
            } else {
              nodes.add(node(from, to));
            }
          } else if (field == 5 || field == 15) {
            others = true;
          }
        });
  }

  private Node node(int begin, int end) {
    var node = new Node();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (wire != 2) {
            return;
          }
          switch (field) {
            case 1 -> node.inputs.add(text(from, to));
            case 2 -> node.outputs.add(text(from, to));
            case 4 -> node.operator = text(from, to);
            case 5 -> attribute(node, from, to);
            default -> {}
          }
        });
    return node;
  }

  private void attribute(Node node, int begin, int end) {
    String[] called = {""};
    var integers = new Longs();
    var numbers = new Doubles();
    List<String> texts = new ArrayList<>();
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          switch (field) {
            case 1 -> called[0] = text(from, to);
            case 2 -> numbers.add(floatAt(from));
            case 3 -> integers.add(value);
            case 4 -> texts.add(text(from, to));
            case 5 -> tensor(from, to, integers, numbers);
            case 7 -> floats(wire, from, to, numbers);
            case 8 -> integers(wire, from, to, value, integers);
            case 9 -> texts.add(text(from, to));
            default -> {}
          }
        });
    if (integers.count > 0) {
      node.integers.put(called[0], integers.all());
    }
    if (numbers.count > 0) {
      node.numbers.put(called[0], numbers.all());
    }
    if (!texts.isEmpty()) {
      node.texts.put(called[0], List.copyOf(texts));
    }
  }

  private float floatAt(int from) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(from);
  }

  private void floats(int wire, int from, int to, Doubles into) {
    if (wire == 5) {
      into.add(floatAt(from));
      return;
    }
    for (int at = from; wire == 2 && at + 4 <= to; at += 4) {
      into.add(floatAt(at));
    }
  }

  private void integers(int wire, int from, int to, long value, Longs into) {
    if (wire == 0) {
      into.add(value);
      return;
    }
    int[] at = {from};
    while (wire == 2 && at[0] < to) {
      into.add(varint(at, to));
    }
  }

  /** The elements of a constant of floats, doubles or whole numbers. */
  private void tensor(int begin, int end, Longs integers, Doubles numbers) {
    int[] type = {0};
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          if (field == 2) {
            type[0] = (int) value;
          }
        });
    each(
        begin,
        end,
        (field, wire, from, to, value) -> {
          switch (field) {
            case 4 -> floats(wire, from, to, numbers);
            case 5, 7 -> integers(wire, from, to, value, integers);
            case 9 -> raw(type[0], from, to, integers, numbers);
            case 10 -> {
              ByteBuffer data =
                  ByteBuffer.wrap(bytes, from, to - from).order(ByteOrder.LITTLE_ENDIAN);
              while (data.remaining() >= 8) {
                numbers.add(data.getDouble());
              }
            }
            default -> {}
          }
        });
  }

  private void raw(int type, int from, int to, Longs integers, Doubles numbers) {
    ByteBuffer data = ByteBuffer.wrap(bytes, from, to - from).order(ByteOrder.LITTLE_ENDIAN);
    int size =
        switch (type) {
          case 1, 6 -> 4;
          case 7, 11 -> 8;
          case 2, 3 -> 1;
          default -> {
            others = true;
            yield Integer.MAX_VALUE;
          }
        };
    while (data.remaining() >= size) {
      switch (type) {
        case 1 -> numbers.add(data.getFloat());
        case 6 -> integers.add(data.getInt());
        case 7 -> integers.add(data.getLong());
        case 11 -> numbers.add(data.getDouble());
        case 2 -> integers.add(data.get() & 0xff);
        default -> integers.add(data.get());
      }
    }
  }

  private static final class Longs {
    private long[] values = new long[16];
    private int count;

    void add(long value) {
      if (count == values.length) {
        values = java.util.Arrays.copyOf(values, Math.min(MOST_ELEMENTS, 2 * count));
      }
      values[count++] = value;
    }

    long[] all() {
      return java.util.Arrays.copyOf(values, count);
    }
  }

  private static final class Doubles {
    private double[] values = new double[16];
    private int count;

    void add(double value) {
      if (count == values.length) {
        values = java.util.Arrays.copyOf(values, Math.min(MOST_ELEMENTS, 2 * count));
      }
      values[count++] = value;
    }

    double[] all() {
      return java.util.Arrays.copyOf(values, count);
    }
  }
}
