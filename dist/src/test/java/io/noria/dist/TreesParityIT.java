package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.serving.tree.OnnxAttributes;
import io.noria.serving.tree.OnnxTrees;
import io.noria.serving.tree.TreeModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of XGBoost, LightGBM and, through ONNX, scikit-learn, trained on real rows by the
 * libraries themselves: ten thousand predictions of each are theirs to the last bit.
 */
class TreesParityIT {
  private final ObjectMapper json = new ObjectMapper();
  @TempDir private Path folder;

  @Test
  void tenThousandPredictionsOfEachModelAreTheLibrarysOwn() throws Exception {
    train();
    JsonNode all = json.readTree(folder.resolve("models.json").toFile());
    int columns = all.path("columns").asInt();
    double[] rows = doubles("rows.f64");
    float[] single = floats("rows.f32");
    int count = rows.length / columns;
    assertThat(count).isEqualTo(10_000);
    List<String> checked = new ArrayList<>();
    for (JsonNode one : all.path("models")) {
      String name = one.path("name").asText();
      double[] ours =
          one.has("operator")
              ? onnx(name, one.path("operator").asText(), single, columns)
              : predict(name, rows, count);
      double[] theirs = doubles(name + ".predictions");
      assertThat(ours).as(name).hasSameSizeAs(theirs);
      int different = 0;
      for (int i = 0; i < ours.length; i++) {
        different += ours[i] == theirs[i] ? 0 : 1;
      }
      assertThat(different).as("predictions of %s that differ", name).isZero();
      checked.add(name);
    }
    assertThat(checked).hasSize(19);
  }

  private void train() throws Exception {
    Path log = folder.resolve("log");
    Process script =
        new ProcessBuilder(
                Python.executable(),
                Path.of("src/test/python/trees_parity.py").toAbsolutePath().toString(),
                folder.toString(),
                Path.of("../examples/incomes/data/incomes.parquet").toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(script.waitFor()).as("%s", Files.readString(log)).isZero();
  }

  private double[] predict(String name, double[] rows, int count) throws IOException {
    TreeModel model = TreeModel.read(Files.readAllBytes(folder.resolve(name)));
    double[] out = new double[count * model.outputs()];
    model.predict(rows, 0, count, out, 0);
    return out;
  }

  private double[] onnx(String name, String operator, float[] rows, int columns)
      throws IOException {
    JsonNode given = json.readTree(folder.resolve(name).toFile());
    var integers = new HashMap<String, long[]>();
    given
        .path("integers")
        .properties()
        .forEach(e -> integers.put(e.getKey(), json.convertValue(e.getValue(), long[].class)));
    var numbers = new HashMap<String, double[]>();
    given
        .path("numbers")
        .properties()
        .forEach(e -> numbers.put(e.getKey(), json.convertValue(e.getValue(), double[].class)));
    var texts = new HashMap<String, List<String>>();
    given
        .path("texts")
        .properties()
        .forEach(
            e -> texts.put(e.getKey(), List.of(json.convertValue(e.getValue(), String[].class))));
    OnnxTrees trees =
        OnnxTrees.of(operator, new OnnxAttributes(integers, numbers, texts), columns, false);
    return trees.run(rows, 0, rows.length / columns).scores();
  }

  private double[] doubles(String name) throws IOException {
    var buffer = bytes(name).asDoubleBuffer();
    double[] all = new double[buffer.remaining()];
    buffer.get(all);
    return all;
  }

  private float[] floats(String name) throws IOException {
    var buffer = bytes(name).asFloatBuffer();
    float[] all = new float[buffer.remaining()];
    buffer.get(all);
    return all;
  }

  private ByteBuffer bytes(String name) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
  }
}
