package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;

/**
 * The attributes of a tree operator of {@code ai.onnx.ml}, by their names there: a single value is
 * a list of one, and a tensor its values in order.
 *
 * @param integers whole numbers, single ones and tensors of any integer type included
 * @param numbers numbers of single or double precision, each as it is
 * @param texts strings
 */
public record OnnxAttributes(
    Map<String, long[]> integers, Map<String, double[]> numbers, Map<String, List<String>> texts) {
  /** The attributes; the arrays are not copied. */
  public OnnxAttributes {
    integers = Map.copyOf(integers);
    numbers = Map.copyOf(numbers);
    texts = Map.copyOf(texts);
  }

  long[] integers(String name) {
    return integers.getOrDefault(name, new long[0]);
  }

  long integer(String name, long otherwise) {
    long[] all = integers(name);
    return all.length == 0 ? otherwise : all[0];
  }

  List<String> texts(String name) {
    return texts.getOrDefault(name, List.of());
  }

  String text(String name, String otherwise) {
    List<String> all = texts(name);
    return all.isEmpty() ? otherwise : all.getFirst();
  }

  /** The numbers of the name, or of the tensor that stands for them in double precision. */
  double[] numbers(String name) {
    double[] tensor = numbers.getOrDefault(name + "_as_tensor", new double[0]);
    return tensor.length > 0 ? tensor : numbers.getOrDefault(name, new double[0]);
  }

  /** Whole numbers, of which there must be so many. */
  long[] integers(String name, int count) {
    long[] all = integers(name);
    if (all.length != count) {
      throw damaged(name, all.length, count);
    }
    return all;
  }

  static NoriaException damaged(String name, int have, int wanted) {
    return damaged(name + " has " + have + " entries (expected: " + wanted + ")");
  }

  static NoriaException damaged(String what) {
    return new NoriaException(ErrorCode.DATA_LOSS, "not an ensemble of trees: " + what);
  }

  static NoriaException unsupported(String what) {
    return new NoriaException(ErrorCode.FAILED_PRECONDITION, "ensemble of trees: " + what);
  }
}
