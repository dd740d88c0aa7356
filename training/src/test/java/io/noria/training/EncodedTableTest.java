package io.noria.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.registry.BundleInfo.Objective;
import io.noria.training.child.Matrix;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedTableTest {
  private static final List<String> FEATURES = List.of("wind", "hour", "holiday", "carrier");
  private static final List<String> GRADES = List.of("early", "fair", "poor");

  private static Problem grades(List<String> classes) {
    return new Problem("grade", null, classes, null, FEATURES);
  }

  @Test
  void rowsWithoutTimeComeOutTheSameInWhateverOrderTheyCame() {
    Frame table = Tables.graded(500, 1);
    EncodedTable first = EncodedTable.of(grades(GRADES), table);
    EncodedTable again = EncodedTable.of(grades(GRADES), Tables.shuffled(table, 9));
    assertThat(first.objective()).isEqualTo(Objective.MULTICLASS);
    assertThat(again.matrix().labels()).isEqualTo(first.matrix().labels());
    assertThat(again.matrix().values()).isEqualTo(first.matrix().values());
    assertThat(again.matrix().trainRows()).isEqualTo(first.matrix().trainRows());
    assertThat((double) first.matrix().trainRows()).isBetween(396.0, 404.0);
  }

  @Test
  void aRowOfEachClassValidatesAndTrains() {
    Frame table = imbalanced(60, 2);
    Matrix matrix = EncodedTable.of(Problem.of("y", "b", null, List.of("x")), table).matrix();
    assertThat(matrix.labels()).hasSize(60);
    assertThat(java.util.Arrays.copyOf(matrix.labels(), matrix.trainRows())).containsOnlyOnce(1f);
    assertThat(java.util.Arrays.copyOfRange(matrix.labels(), matrix.trainRows(), 60))
        .containsOnlyOnce(1f);
  }

  @Test
  void aClassOfASingleRowTrains() {
    Matrix matrix =
        EncodedTable.of(Problem.of("y", "b", null, List.of("x")), imbalanced(30, 1)).matrix();
    assertThat(java.util.Arrays.copyOf(matrix.labels(), matrix.trainRows())).containsOnlyOnce(1f);
  }

  @Test
  void labelsThatAreNoneOfTheClassesAreNamedWithTheirRows() {
    refused(grades(List.of("early", "fair", "good")), Tables.graded(200, 3))
        .hasMessageMatching(
            "target grade: [0-9]+ rows are poor \\(expected: one of early, fair, good, as"
                + " target.classes has them\\)");
  }

  @Test
  void aClassWithoutARowIsNamed() {
    refused(grades(List.of("early", "fair", "poor", "lost")), Tables.graded(200, 3))
        .hasMessage(
            "target grade: no row of class lost among the 200 rows to train on (expected: at least"
                + " one of each of early, fair, poor, lost)");
  }

  @Test
  void textsAreNoNumbersAndInfinityIsNone() {
    refused(Problem.of("grade", null, null, FEATURES), Tables.graded(100, 3))
        .hasMessage(
            "target grade: texts (expected: numbers, or target.positive or target.classes in the"
                + " project file)");
    Frame table = imbalanced(40, 5);
    double[] odd = new double[40];
    odd[3] = Double.POSITIVE_INFINITY;
    refused(
            Problem.of("y", "b", null, List.of("odd")),
            table.with("odd", new Column.Doubles(odd, null)))
        .hasMessageStartingWith("feature odd: 1 row holds infinity");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      Problem problem, Frame table) {
    return assertThatThrownBy(() -> EncodedTable.of(problem, table))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE));
  }

  private static Frame imbalanced(int rows, int positives) {
    double[] x = new double[rows];
    var y = new StringsBuilder(rows);
    for (int i = 0; i < rows; i++) {
      x[i] = i * 0.5;
      y.add(i < positives ? "b" : "a");
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("x", new Column.Doubles(x, null));
    columns.put("y", y.build());
    return Frame.of(columns);
  }
}
