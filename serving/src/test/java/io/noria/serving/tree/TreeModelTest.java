package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model says of itself, and what becomes of files that are none. */
class TreeModelTest {
  @Test
  void namesTypesAndDictionariesAreThoseOfTheDataFrame() throws IOException {
    TreeModel model = TreeModel.read(TreeModelGoldenTest.bytes("xgboost-named.ubj"));
    assertThat(model.format()).isEqualTo(TreeModel.Format.XGBOOST);
    assertThat(model.objective()).isEqualTo("binary:logistic");
    assertThat(model.predicted()).isEqualTo(TreeModel.Predicted.PROBABILITY);
    assertThat(model.classes()).isEqualTo(2);
    assertThat(model.outputs()).isEqualTo(1);
    assertThat(model.featureNames())
        .containsExactly("share", "count", "large", "colour", "city", "size");
    assertThat(model.features())
        .extracting(TreeFeature::type)
        .containsExactly(
            TreeFeature.Type.NUMBER,
            TreeFeature.Type.NUMBER,
            TreeFeature.Type.INDICATOR,
            TreeFeature.Type.CATEGORY,
            TreeFeature.Type.CATEGORY,
            TreeFeature.Type.CATEGORY);
    assertThat(model.features().get(3).categories())
        .isEqualTo(List.of("black", "blue", "green", "red", "white"));
    assertThat(model.features().get(4).categories()).as("the library garbles it").isNull();
    assertThat(model.features().get(5).categories()).startsWith(0L, 3L, 6L);
    assertThat(model.features().get(0).categories()).isNull();
  }

  @Test
  void lightgbmsNamesAndDictionariesAreThoseOfTheDataFrame() throws IOException {
    TreeModel model = TreeModel.read(TreeModelGoldenTest.bytes("lightgbm-named.txt"));
    assertThat(model.format()).isEqualTo(TreeModel.Format.LIGHTGBM);
    assertThat(model.objective()).isEqualTo("binary");
    assertThat(model.predicted()).isEqualTo(TreeModel.Predicted.PROBABILITY);
    assertThat(model.featureNames())
        .containsExactly("wind_speed", "colour", "flag", "size", "level");
    assertThat(model.features().get(0).type()).isEqualTo(TreeFeature.Type.NUMBER);
    assertThat(model.features().get(0).categories()).isNull();
    assertThat(model.features().get(1).categories()).isEqualTo(List.of("grün", "rot", "weiß"));
    assertThat(model.features().get(2).type()).isEqualTo(TreeFeature.Type.NUMBER);
    assertThat(model.features().get(3).categories()).startsWith(0L, 3L, 6L);
    assertThat(model.features().get(4).categories()).isEqualTo(List.of(0.5, 1.25));
  }

  @Test
  void whatIsPredictedIsSaidForEveryObjective() throws IOException {
    assertThat(predicted("xgboost-softprob.ubj")).isEqualTo(TreeModel.Predicted.PROBABILITIES);
    assertThat(predicted("xgboost-hinge.ubj")).isEqualTo(TreeModel.Predicted.LABEL);
    assertThat(predicted("xgboost-logitraw.ubj")).isEqualTo(TreeModel.Predicted.MARGIN);
    assertThat(predicted("xgboost-quantiles.ubj")).isEqualTo(TreeModel.Predicted.NUMBER);
    assertThat(predicted("lightgbm-ova.txt")).isEqualTo(TreeModel.Predicted.PROBABILITIES);
    assertThat(predicted("lightgbm-custom.txt")).isEqualTo(TreeModel.Predicted.MARGIN);
    assertThat(predicted("lightgbm-lambdarank.txt")).isEqualTo(TreeModel.Predicted.NUMBER);
    TreeModel softprob = TreeModel.read(TreeModelGoldenTest.bytes("xgboost-softprob.ubj"));
    assertThat(softprob.classes()).isEqualTo(3);
    assertThat(softprob.featureNames()).isNull();
  }

  private static TreeModel.Predicted predicted(String name) throws IOException {
    return TreeModel.read(TreeModelGoldenTest.bytes(name)).predicted();
  }

  @Test
  void rowsOfBothPrecisionsLieAnywhereInTheirArrays() throws IOException {
    TreeModel model = TreeModel.read(TreeModelGoldenTest.bytes("xgboost-quantiles.ubj"));
    double[] rows = new double[6 * 200 + 5];
    float[] single = new float[rows.length];
    var random = new SplittableRandom(4);
    for (int i = 0; i < rows.length; i++) {
      single[i] = random.nextInt(9) == 0 ? Float.NaN : (float) (random.nextGaussian() * 3 + 2);
      rows[i] = single[i];
    }
    double[] all = new double[3 * 200 + 2];
    model.predict(rows, 5, 200, all, 2);
    double[] same = new double[all.length];
    model.predict(single, 5, 200, same, 2);
    assertThat(same).containsExactly(all);
    assertThat(all[0] + all[1]).isZero();
    for (int row = 0; row < 200; row += 3) {
      double[] some = new double[9];
      model.predict(rows, 5 + row * 6, Math.min(3, 200 - row), some, 0);
      int end = Math.min(2 + 3 * row + 9, all.length);
      assertThat(Arrays.copyOf(some, end - 2 - 3 * row))
          .containsExactly(Arrays.copyOfRange(all, 2 + 3 * row, end));
    }
    assertThatThrownBy(() -> model.predict(rows, 6, 200, all, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("200 rows of 6 numbers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xgboost-dart.ubj",
        "xgboost-vectors.json",
        "xgboost-named.ubj",
        "lightgbm-multiclass.txt",
        "lightgbm-linear.txt",
        "lightgbm-named.txt"
      })
  void aDamagedFileIsRefusedInWordsAndNeverOtherwise(String name) throws IOException {
    byte[] whole = TreeModelGoldenTest.bytes(name);
    var random = new SplittableRandom(5);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      if (i % 2 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      } else {
        for (int n = 0; n < 4; n++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
      }
      predictOrRefuse(damaged);
    }
  }

  private static void predictOrRefuse(byte[] file) {
    TreeModel model;
    try {
      model = TreeModel.read(file);
    } catch (NoriaException e) {
      assertThat(e.code()).isIn(ErrorCode.DATA_LOSS, ErrorCode.FAILED_PRECONDITION);
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    int width = model.features().size();
    double[] rows = new double[9 * width];
    Arrays.setAll(rows, i -> i % 5 == 0 ? Double.NaN : i - 12.5);
    model.predict(rows, 0, 9, new double[9 * model.outputs()], 0);
  }

  @Test
  void otherFilesAreCalledWhatTheyAre() {
    refused("", "an empty file");
    refused("binf\0\0", "former binary format");
    refused("\u0080\u0004\u0095", "a pickle");
    refused("PK\3\4", "a zip archive");
    refused("hello", "a file that begins with \"hello\"");
    refused("{\"learner\": {}}", "no trees");
    refused("tree\nversion=v4\n", "the file ends before \"end of trees\"");
    refused(
        "{\"learner\": {\"learner_model_param\": {\"num_feature\": \"2147483647\"}, \"gradient_booster\": {\"name\": \"gbtree\"}}}",
        "2147483647 features");
    refused("{\"learner\": ", "not a model of trees");
  }

  @Test
  void anAnnouncedLengthReservesNothing() {
    String array = "{L\0\0\0\0\0\0\0\7learner[$d#L\u007f\0\0\0\0\0\0\0";
    refused(array, "expected: an object");
    String text = "{L\0\0\0\0\0\0\0\7learner{L\0\0\0\0\0\0\0\12attributesS";
    refused(text + "L\u007f\0\0\0\0\0\0\0", "expected: an object");
    refused("{L\0\0\0\0\0\0\0\5othersSL\u007f\0\0\0\0\0\0\0", "a number");
    refused("{L\0\0\0\0\0\0\0\5other[$Z#L\u007f\0\0\0\0\0\0\0", "expected: of numbers");
    refused("{L\0\0\0\0\0\0\0\5other[$L#L\u007f\0\0\0\0\0\0\0", "ends early");
    refused("{L\0\0\0\0\0\0\0\5other" + "[".repeat(100_000), "values within each other");
  }

  @Test
  void aFailureOfTheStreamStaysOne() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is gone");
          }
        };
    assertThatThrownBy(() -> TreeModel.read(broken))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");
  }

  private static void refused(String file, String message) {
    byte[] bytes = file.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> TreeModel.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message);
  }
}
