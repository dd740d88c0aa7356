package io.noria.protocols.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NumberRowsTest {
  private static NumberRows.@Nullable Found read(String body, int columns) {
    return NumberRows.read(body.getBytes(StandardCharsets.UTF_8), columns);
  }

  private static NumberRows.Found found(String body, int columns) {
    return Objects.requireNonNull(read(body, columns), body);
  }

  @Test
  void readsRowsOfNumbersAndNulls() {
    NumberRows.Found one = found("{\"features\":[1, -2.5 ,null]}", 3);
    assertThat(one.list()).isFalse();
    assertThat(one.values()).startsWith(1, -2.5, Double.NaN);
    NumberRows.Found many = found("{\"features\": [[1,2],\n[3e2,-0]] }\n", 2);
    assertThat(many.list()).isTrue();
    assertThat(many.rows()).isEqualTo(2);
    assertThat(many.values()).startsWith(1, 2, 300, -0.0);
    assertThat(1 / many.values()[3]).isNegative();
  }

  @Test
  void everyNumberIsTheLibrarysToTheLastBit() {
    var random = new SplittableRandom(3);
    StringBuilder body = new StringBuilder("{\"features\":[");
    int count = 20_000;
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      double number =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextDouble(-1e3, 1e3);
            case 2 -> (float) random.nextDouble(-10, 10);
            default -> random.nextLong(-1L << 60, 1L << 60);
          };
      number = Double.isFinite(number) ? number : i;
      String text =
          switch (i % 5) {
            case 0 -> String.format(Locale.ROOT, "%.6f", number % 1e9);
            case 1 -> String.format(Locale.ROOT, "%.9e", number);
            case 2 -> String.format(Locale.ROOT, "%." + random.nextInt(1, 18) + "f", number % 1e4);
            default -> Double.toString(number);
          };
      expected[i] = Double.parseDouble(text);
      body.append(i == 0 ? "" : ",").append(text);
    }
    NumberRows.Found found = found(body.append("]}").toString(), count);
    for (int i = 0; i < count; i++) {
      assertThat(Double.doubleToRawLongBits(found.values()[i]))
          .as(Double.toString(expected[i]))
          .isEqualTo(Double.doubleToRawLongBits(expected[i]));
    }
  }

  @Test
  void everythingElseIsLeftToOthers() {
    for (String body :
        List.of(
            "",
            "{}",
            "{\"features\":",
            "{\"features\":[",
            "{\"features\":[1",
            "{\"features\":[1,2",
            "{\"features\":[1,2]",
            "{\"features\":[1,2]}x",
            "{\"features\":[1]}",
            "{\"features\":[1,2,3]}",
            "{\"features\":[[1,2],[3]]}",
            "{\"features\":[[1,2],3]}",
            "{\"features\":[[1,2],]}",
            "{\"features\":[]}",
            "{\"features\":[[]]}",
            "{\"features\":[1,\"2\"]}",
            "{\"features\":[1,true]}",
            "{\"features\":[1,nul]}",
            "{\"features\":[1,01]}",
            "{\"features\":[1,.5]}",
            "{\"features\":[1,5.]}",
            "{\"features\":[1,1e]}",
            "{\"features\":[1,-]}",
            "{\"features\":[1,+1]}",
            "{\"features\":[1,1e999]}",
            "{\"features\":[1,NaN]}",
            "{\"features\":{\"a\":1}}",
            "{ \"features\":[1,2]}",
            "{\"feature\":[1,2]}",
            "{\"features\":[1,2],\"more\":1}")) {
      assertThat(read(body, 2)).as(body).isNull();
    }
  }
}
