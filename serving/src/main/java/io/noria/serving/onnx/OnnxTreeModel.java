package io.noria.serving.onnx;

import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorModel;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import io.noria.serving.tree.HeapBytes;
import io.noria.serving.tree.OnnxTrees;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An ONNX model that is one ensemble of trees, evaluated by our own code, which is several times
 * quicker at it. Before it is used it must give what ONNX Runtime gives for some hundred rows, to
 * the last bit. Thread-safe.
 */
public final class OnnxTreeModel implements TensorModel {
  private static final int TRIED = 256;
  private static final long SEED = 1;

  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final List<Integer> places;
  private final OnnxTrees trees;
  private final long bytes;

  private OnnxTreeModel(
      List<TensorSpec> inputs, List<TensorSpec> outputs, List<Integer> places, OnnxTrees trees) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.places = places;
    this.trees = trees;
    this.bytes = HeapBytes.of(trees);
  }

  /** The same model as trees; empty when it is more than that, or they answer otherwise. */
  static Optional<TensorModel> of(OnnxModel model, String name, byte[] file) {
    List<TensorSpec> inputs = model.inputs();
    if (inputs.size() != 1 || inputs.getFirst().shape().length != 2) {
      return Optional.empty();
    }
    TensorSpec input = inputs.getFirst();
    long width = input.shape()[1];
    boolean doubles = input.type() == DataType.FP64;
    if (width < 1 || width > 100_000 || (!doubles && input.type() != DataType.FP32)) {
      return Optional.empty();
    }
    try {
      OnnxTreeGraph.Plan plan = OnnxTreeGraph.plan(name, file, inputs, model.outputs());
      if (plan == null) {
        return Optional.empty();
      }
      OnnxTrees trees = OnnxTrees.of(plan.operator(), plan.attributes(), (int) width, doubles);
      var own = new OnnxTreeModel(inputs, model.outputs(), plan.places(), trees);
      Tensor rows = rows(input, (int) width);
      return same(model.infer(List.of(rows)), own.infer(List.of(rows)))
          ? Optional.of(own)
          : Optional.empty();
    } catch (NoriaException e) {
      // What our own code does not evaluate stays with ONNX Runtime.
      return Optional.empty();
    }
  }

  private static Tensor rows(TensorSpec input, int width) {
    var random = new SplittableRandom(SEED);
    double[] values = new double[TRIED * width];
    for (int row = 0; row < TRIED; row++) {
      // Of small numbers and of large ones, and in the last rows some are missing.
      double scale = Math.pow(10, row % 6 - 2);
      for (int column = 0; column < width; column++) {
        boolean missing = row > TRIED * 7 / 8 && random.nextInt(4) == 0;
        values[row * width + column] = missing ? Double.NaN : (random.nextDouble() * 2 - 1) * scale;
      }
    }
    return Tensors.numbers(input.name(), input.type(), new long[] {TRIED, width}, values, 0, 1);
  }

  private static boolean same(List<Tensor> some, List<Tensor> others) {
    for (int i = 0; i < some.size(); i++) {
      Tensor a = some.get(i);
      Tensor b = others.get(i);
      if (a.type() != b.type()
          || !Arrays.equals(a.shape(), b.shape())
          || !a.data().equals(b.data())) {
        return false;
      }
      for (int k = 0; a.type() == DataType.BYTES && k < a.size(); k++) {
        if (!a.text(k).equals(b.text(k))) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public String platform() {
    return "noria_trees";
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public List<Tensor> infer(List<Tensor> given) {
    Tensor rows = given.getFirst();
    int count = rows.rows();
    OnnxTrees.Answers answers;
    if (rows.type() == DataType.FP32) {
      float[] values = new float[rows.size()];
      rows.data().asFloatBuffer().get(values);
      answers = trees.run(values, 0, count);
    } else {
      double[] values = new double[rows.size()];
      rows.data().asDoubleBuffer().get(values);
      answers = trees.run(values, 0, count);
    }
    List<Tensor> all = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      TensorSpec spec = outputs.get(i);
      boolean labels = trees.classifier() && places.get(i) == 0;
      all.add(labels ? labels(spec, answers.labels()) : scores(spec, answers.scores(), count));
    }
    return all;
  }

  private Tensor labels(TensorSpec spec, long[] labels) {
    long[] shape = {labels.length};
    if (spec.type() != DataType.BYTES) {
      ByteBuffer data = Tensor.room(8 * labels.length);
      data.asLongBuffer().put(labels);
      return Tensor.of(spec.name(), DataType.INT64, shape, data);
    }
    List<String> texts = new ArrayList<>(labels.length);
    for (long label : labels) {
      texts.add(trees.texts().get((int) label));
    }
    return Tensor.texts(spec.name(), shape, texts);
  }

  private Tensor scores(TensorSpec spec, double[] scores, int count) {
    long[] shape = {count, trees.outputs()};
    return Tensors.numbers(spec.name(), spec.type(), shape, scores, 0, 1);
  }
}
