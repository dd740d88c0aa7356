package io.noria.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static Frame sample() {
    BitSet mask = new BitSet();
    mask.set(1);
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    columns.put("x", new Column.Doubles(new double[] {1.5, 0, 3.5}, mask));
    columns.put("k", Column.Strings.of("b", "a", "b"));
    return Frame.of(columns);
  }

  @Test
  void missingNumbersAreNaN() {
    assertThat(sample().doubles("x").toArray()).containsExactly(1.5, Double.NaN, 3.5);
    assertThat(sample().column("x").number(1)).isNaN();
    assertThat(sample().column("x").value(1)).isNull();
    assertThat(sample().column("x").nulls()).isEqualTo(1);
  }

  @Test
  void takenRowsKeepNullsAndDictionary() {
    Frame taken = sample().take(new int[] {2, 1, 1});
    assertThat(taken.doubles("x").get(0)).isEqualTo(3.5);
    assertThat(taken.column("x").isNull(1)).isTrue();
    assertThat(taken.column("x").isNull(2)).isTrue();
    assertThat(taken.strings("k").dictionary()).containsExactly("b", "a");
    assertThat(taken.strings("k").get(0)).isEqualTo("b");
    assertThat(sample().slice(1, 9).rows()).isEqualTo(2);
    assertThat(sample().filter(row -> row != 1).column("x").nulls()).isZero();
  }

  @Test
  void columnsCanBeChosenAndReplaced() {
    assertThat(sample().select(List.of("k")).names()).containsExactly("k");
    assertThat(sample().without(List.of("k")).names()).containsExactly("x");
    assertThat(sample().with("k", Column.Longs.of(1, 2, 3)).names()).containsExactly("x", "k");
  }

  @Test
  void aWrongNameOrTypeSaysWhatThereIs() {
    assertThatThrownBy(() -> sample().column("z"))
        .isInstanceOf(NoriaException.class)
        .hasMessage("column: z (expected: one of x, k)");
    assertThatThrownBy(() -> sample().longs("x"))
        .isInstanceOf(NoriaException.class)
        .hasMessage("column x: of type double (expected: long)");
  }

  @Test
  void columnsMustBeOfOneLength() {
    assertThatThrownBy(() -> sample().with("y", Column.Longs.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column y: 1 rows (expected: 3)");
  }
}
