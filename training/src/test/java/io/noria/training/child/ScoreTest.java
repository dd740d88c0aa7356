package io.noria.training.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {
  @Test
  void areaIsTheShareOfPairsInTheRightOrderTiesCountingHalf() {
    var random = new SplittableRandom(3);
    float[] labels = new float[300];
    float[][] predictions = new float[300][1];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(3) == 0 ? 1 : 0;
      predictions[i][0] = Math.round(random.nextFloat() * 20) / 20f * (labels[i] > 0 ? 1 : 0.7f);
    }
    double pairs = 0;
    double right = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < labels.length; j++) {
        if (labels[i] > labels[j]) {
          pairs++;
          int order = Float.compare(predictions[i][0], predictions[j][0]);
          right += order > 0 ? 1 : order == 0 ? 0.5 : 0;
        }
      }
    }
    assertThat(Score.of("auc", predictions, labels)).isCloseTo(right / pairs, offset(1e-12));
  }

  @Test
  void oneClassAloneHasNoArea() {
    assertThat(Score.of("auc", new float[][] {{0.2f}, {0.9f}}, new float[] {1, 1})).isNaN();
  }

  @Test
  void losses() {
    float[][] predictions = {{0.5f}, {0.25f}};
    assertThat(Score.of("logloss", predictions, new float[] {1, 0}))
        .isCloseTo((Math.log(2) - Math.log(0.75)) / 2, offset(1e-12));
    assertThat(Score.of("rmse", predictions, new float[] {0.5f, 2.25f}))
        .isCloseTo(Math.sqrt(2), offset(1e-12));
    assertThat(Score.of("mae", predictions, new float[] {0.5f, 2.25f})).isEqualTo(1);
  }

  @Test
  void ofManyClassesTheLikeliestCountsAndTheTrueOnesProbability() {
    float[][] predictions = {{0.5f, 0.25f, 0.25f}, {0.25f, 0.25f, 0.5f}};
    float[] labels = {0, 1};
    assertThat(Score.of("accuracy", predictions, labels)).isEqualTo(0.5);
    assertThat(Score.of("mlogloss", predictions, labels))
        .isCloseTo((Math.log(2) + Math.log(4)) / 2, offset(1e-12));
    assertThat(Score.largerIsBetter("accuracy")).isTrue();
    assertThat(Score.largerIsBetter("mlogloss")).isFalse();
  }

  @Test
  void aMatrixComesBackAsItWentAndACutOneIsRefused(@TempDir Path folder) throws Exception {
    var matrix =
        new Matrix(2, 2, new float[] {1, 0, 1}, new float[] {1, Float.NaN, -3, 4.5f, 0, 1e-30f});
    Path file = folder.resolve("m");
    matrix.write(file);
    Matrix back = Matrix.read(file);
    assertThat(back.columns()).isEqualTo(2);
    assertThat(back.trainRows()).isEqualTo(2);
    assertThat(back.labels()).containsExactly(1, 0, 1);
    assertThat(back.values()).containsExactly(matrix.values());
    Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(Files.readAllBytes(file), 40));
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> Matrix.read(folder.resolve("cut"))))
        .hasMessageContaining("16 bytes for 3 rows");
  }

  @Test
  void aRequestComesBackAsItWent(@TempDir Path folder) throws Exception {
    var request =
        new ChildRequest(
            folder.resolve("Ärger = m:1"),
            folder,
            "binary:logistic",
            2,
            "auc",
            List.of("a b", "c=d:é"),
            List.of("q", "c"),
            5,
            2,
            1,
            List.of(Map.of("max_depth", "3"), Map.of("eta", "0.1")));
    Path file = folder.resolve("request");
    request.write(file);
    assertThat(ChildRequest.read(file)).isEqualTo(request);
  }
}
