package io.noria.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.serving.TestBundles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
  private static final int ROWS = 15;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("p.part");
    var schema = new PartSchema("flow", TestBundles.SIGNATURE.features());
    try (var part = PartFile.create(file, schema)) {
      part.model("deliveries");
      part.text(3, "Ü");
      for (int i = 0; i < ROWS; i++) {
        part.rows(row(i));
      }
      part.write();
      part.force();
    }
  }

  /** A request of one row. */
  private static PartRows row(int i) {
    return new PartRows(
        1,
        0,
        7,
        i,
        -i,
        new long[] {1000 + i},
        2000 + i,
        3 * i,
        i % 3 == 0 ? null : new String[] {"key é " + i},
        i % 5 == 0 ? new boolean[] {true} : null,
        new double[] {i / 100.0},
        new double[] {i % 2},
        new double[] {i, Double.NaN, 1, i % 4 == 0 ? Double.NaN : 0});
  }

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    Part part = PartFile.read(file).orElseThrow();
    assertThat(part.name()).isEqualTo("p");
    assertThat(part.schema().deployment()).isEqualTo("flow");
    part.read(view -> {
      assertThat(view.rows()).isEqualTo(ROWS);
      assertThat(view.models()).containsExactly("deliveries");
      assertThat(view.texts().get(3)).containsExactly("Ü");
      for (int i = 0; i < ROWS; i++) {
        assertThat(view.idHigh()[i]).isEqualTo(i);
        assertThat(view.idLow()[i]).isEqualTo(-i);
        assertThat(view.key()[i]).isEqualTo(i % 3 == 0 ? null : "key é " + i);
        assertThat(view.repeat()[i]).isEqualTo(i % 5 == 0);
        assertThat(view.numbers()[0][i]).isEqualTo(i);
        assertThat(view.numbers()[1][i]).isNaN();
        assertThat(view.codes()[3][i]).isEqualTo(i % 4 == 0 ? -1 : 0);
      }
      return null;
    });
    assertThat(part.minEvent()).isEqualTo(1000);
    assertThat(part.maxRecorded()).isEqualTo(2000 + ROWS - 1);
  }

  @Test
  void aRequestOfManyRowsIsThereAsAWhole() throws Exception {
    var schema = new PartSchema("flow", TestBundles.SIGNATURE.features());
    Path other = folder.resolve("q.part");
    double[] score = {0.25, 0.75, 0.5, 99};
    var request =
        new PartRows(
            3,
            0,
            2,
            77,
            500,
            new long[] {10, 30, 20},
            99,
            5,
            new String[] {null, "b", "b"},
            new boolean[] {false, false, true},
            score,
            score,
            new double[] {1, 2, 0, 0, 3, Double.NaN, 1, Double.NaN, 5, 6, 1, 0, 99});
    try (var part = PartFile.create(other, schema)) {
      part.model("deliveries");
      part.text(3, "Ü");
      part.rows(request);
      part.write();
    }
    byte[] whole = Files.readAllBytes(other);

    Part part = PartFile.read(other).orElseThrow();

    assertThat(part.minEvent()).isEqualTo(10);
    assertThat(part.maxEvent()).isEqualTo(30);
    part.read(view -> {
      assertThat(view.rows()).isEqualTo(3);
      assertThat(Arrays.copyOf(view.idLow(), 3)).containsExactly(500, 501, 502);
      assertThat(Arrays.copyOf(view.eventMs(), 3)).containsExactly(10, 30, 20);
      assertThat(Arrays.copyOf(view.key(), 3)).containsExactly(null, "b", "b");
      assertThat(Arrays.copyOf(view.repeat(), 3)).containsExactly(false, false, true);
      assertThat(Arrays.copyOf(view.score(), 3)).containsExactly(0.25, 0.75, 0.5);
      assertThat(Arrays.copyOf(view.predicted(), 3)).containsExactly(0.25, 0.75, 0.5);
      assertThat(Arrays.copyOf(view.numbers()[0], 3)).containsExactly(1, 3, 5);
      assertThat(Arrays.copyOf(view.numbers()[1], 3)).containsExactly(2, Double.NaN, 6);
      assertThat(Arrays.copyOf(view.codes()[3], 3)).containsExactly(0, -1, 0);
      return null;
    });
    Files.write(other, Arrays.copyOf(whole, whole.length - 1));
    assertThat(PartFile.read(other).orElseThrow().rows()).isZero();
  }

  @Test
  void whoHoldsASealedPartReadsWhatWasSealed() throws Exception {
    Part sealed = PartFile.read(file).orElseThrow();
    Part untouched = PartFile.read(file).orElseThrow();
    assertThat(untouched.<Integer>count(Part.View::rows)).isEqualTo(ROWS);

    Columns free = untouched.release(() -> sealed);

    assertThat(free).isNotNull();
    assertThat(untouched.<Integer>read(Part.View::rows)).isEqualTo(ROWS);
    assertThat(sealed.release(() -> untouched)).as("somebody read it").isNull();
  }

  @Test
  void memoryThatIsUsedAgainHoldsNothingOfBefore() throws Exception {
    Part former = PartFile.read(file).orElseThrow();
    Columns free = Objects.requireNonNull(former.release(() -> former));
    free.clear();
    var next = new Part("next", former.schema(), free);
    next.add(
        new PartRows(
            1,
            0,
            1,
            5,
            6,
            new long[] {7},
            8,
            9,
            null,
            null,
            new double[] {0.5},
            new double[] {1},
            new double[] {1, 2, 0, Double.NaN}));
    next.read(view -> {
      assertThat(view.rows()).isEqualTo(1);
      assertThat(view.key()[0]).isNull();
      assertThat(view.repeat()[0]).isFalse();
      assertThat(view.codes()[3][0]).isEqualTo(-1);
      return null;
    });
  }

  @Test
  void cutAnywhereItIsReadUpToTheLastWholeRow() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    int former = ROWS;
    for (int length = whole.length - 1; length >= 0; length--) {
      Files.write(file, Arrays.copyOf(whole, length));
      int rows = PartFile.read(file).map(Part::rows).orElse(0);
      assertThat(rows).isBetween(former - 1, former);
      former = rows;
    }
    assertThat(former).isZero();
  }

  @Test
  void aChangedByteEndsTheReadingBeforeItsFrame() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    var random = new SplittableRandom(9);
    for (int i = 0; i < 100; i++) {
      byte[] changed = whole.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      int rows = PartFile.read(file).map(Part::rows).orElse(0);
      assertThat(rows).as("byte %d changed", at).isLessThan(ROWS);
      assertThat(rows).as("byte %d changed", at).isGreaterThanOrEqualTo(atLeast(at, whole.length));
    }
  }

  /** How many rows lie surely before the byte: rows are at least a fair share of what follows. */
  private static int atLeast(int at, int length) {
    int fromEnd = (int) Math.ceil((length - at) / 90.0);
    return Math.max(0, ROWS - fromEnd - 1);
  }

  @Test
  void keysAreFoundUntilTheyAreTooMany() {
    var index = new KeyIndex(20_000);
    for (int i = 0; i < 9_000; i++) {
      assertThat(index.add("key" + i, i)).isTrue();
    }
    for (int i = 0; i < 9_000; i++) {
      assertThat(index.add("key" + i, -1)).isFalse();
      assertThat(index.find("key" + i)).isEqualTo(i);
    }
    assertThat(index.find("other")).isEqualTo(KeyIndex.UNKNOWN);
    for (int i = 9_000; i < 60_000; i++) {
      index.add("key" + i, i);
    }
    assertThat(index.find("key59999")).isEqualTo(59_999);
    assertThat(index.find("key50000")).isEqualTo(50_000);
    assertThat(index.find("key5")).isEqualTo(KeyIndex.UNKNOWN);
  }
}
