package io.noria.thread.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import io.noria.serving.ReferenceSample;
import io.noria.serving.Values;
import io.noria.thread.FeatureStory.InSample;
import io.noria.thread.FeatureStory.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The nearest rows and the standing of values, over random samples. */
class NearestRowsTest {
  private static final List<String> TEXTS = List.of("a", "b", "c");

  private static ReferenceSample sample(int rows, long seed) {
    var random = new SplittableRandom(seed);
    double[] numbers = new double[rows];
    int[] codes = new int[rows];
    double[] truths = new double[rows];
    for (int i = 0; i < rows; i++) {
      numbers[i] = random.nextInt(8) == 0 ? Double.NaN : random.nextInt(50);
      codes[i] = random.nextInt(4) - 1;
      truths[i] = random.nextInt(2);
    }
    var signature =
        new Signature(
            List.of(
                FeatureColumn.of("number", FeatureColumn.Type.DOUBLE),
                new FeatureColumn("text", FeatureColumn.Type.STRING, List.of("a", "b", "c", "d")),
                FeatureColumn.of("truth", FeatureColumn.Type.BOOLEAN)));
    var info =
        BundleInfo.trees(
            signature, BundleInfo.Objective.REGRESSION, "y", List.of(), List.of("x:y"));
    return new ReferenceSample(
        info,
        List.of(
            new Values.Numbers(numbers),
            new Values.Texts(codes, TEXTS),
            new Values.Numbers(truths)),
        null);
  }

  private static Map<String, @Nullable Object> row(
      @Nullable Double number, @Nullable String text, @Nullable Boolean truth) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("number", number);
    row.put("text", text);
    row.put("truth", truth);
    return row;
  }

  @Test
  void findsTheRowsOfTheSmallestDistances() {
    ReferenceSample sample = sample(500, 3);
    var profile = new SampleProfile(sample);
    var nearest = new NearestRows(profile);
    double spread = profile.spread(0);
    for (var asked :
        List.of(row(17.0, "b", true), row(null, null, null), row(1e9, "other", false))) {
      List<Double> all = new ArrayList<>();
      for (int i = 0; i < sample.size(); i++) {
        all.add(distance(asked, sample.row(i), spread));
      }
      List<Double> sorted = all.stream().sorted().toList();

      List<NearestRows.Near> found = nearest.find(asked, null, 10);

      for (int i = 0; i < 10; i++) {
        assertThat(found.get(i).distance()).isCloseTo(sorted.get(i), within(1e-12));
        assertThat(all.get(found.get(i).row())).isCloseTo(sorted.get(i), within(1e-12));
      }
      assertThat(found).extracting(NearestRows.Near::row).doesNotHaveDuplicates();
    }
  }

  private static double distance(
      Map<String, @Nullable Object> a, Map<String, @Nullable Object> b, double spread) {
    double sum = 0;
    for (String name : a.keySet()) {
      Object here = a.get(name);
      Object there = b.get(name);
      if (here instanceof Double x && there instanceof Double y) {
        sum += Math.min(1, Math.abs(x - y) / spread);
      } else {
        sum += Objects.equals(here, there) ? 0 : 1;
      }
    }
    return sum / a.size();
  }

  @Test
  void everyRowIsNearestToItselfAndNamesNothingThatDiffers() {
    ReferenceSample sample = sample(200, 4);
    var nearest = new NearestRows(new SampleProfile(sample));
    for (int i = 0; i < sample.size(); i++) {
      NearestRows.Near found = nearest.find(sample.row(i), null, 1).getFirst();
      assertThat(found.distance()).isZero();
      assertThat(found.differs()).isEmpty();
      assertThat(sample.row(found.row())).isEqualTo(sample.row(i));
    }
  }

  @Test
  void aFeatureWithoutWeightDoesNotCount() {
    ReferenceSample sample = sample(300, 5);
    var nearest = new NearestRows(new SampleProfile(sample));
    List<NearestRows.Near> found = nearest.find(row(1e9, "b", true), new double[] {0, -2, 1}, 20);
    assertThat(found).allMatch(near -> near.distance() == 0);
    assertThat(found).allMatch(near -> "b".equals(sample.row(near.row()).get("text")));
  }

  @Test
  void countsOfTheHistogramAreAllValues() {
    ReferenceSample sample = sample(1000, 6);
    var profile = new SampleProfile(sample);
    InSample in = Objects.requireNonNull(profile.standing(0, 25.0).sample());
    var numbers = Objects.requireNonNull(in.numbers());
    long missing =
        IntStream.range(0, 1000).filter(i -> sample.row(i).get("number") == null).count();
    assertThat(in.missing()).isCloseTo(missing / 1000.0, within(1e-12));
    assertThat(numbers.counts().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(1000 - missing);
    assertThat(numbers.edges()).hasSize(numbers.counts().size() + 1).isSorted();
    long below =
        IntStream.range(0, 1000)
            .mapToObj(i -> sample.row(i).get("number"))
            .filter(value -> value instanceof Double number && number < 25)
            .count();
    long equal =
        IntStream.range(0, 1000)
            .filter(i -> Double.valueOf(25).equals(sample.row(i).get("number")))
            .count();
    assertThat(Objects.requireNonNull(numbers.quantile()))
        .isCloseTo((below + equal / 2.0) / (1000 - missing), within(1e-12));
  }

  @Test
  void saysWhatIsRareOutsideOrNew() {
    var profile = new SampleProfile(sample(1000, 7));
    assertThat(profile.standing(0, 60.0).mark()).isEqualTo(Mark.OUTSIDE);
    assertThat(profile.standing(0, -1.0).note())
        .isEqualTo("below all of training, whose smallest is 0");
    assertThat(profile.standing(0, 20.0).mark()).isEqualTo(Mark.USUAL);
    assertThat(profile.standing(0, null).mark()).isEqualTo(Mark.MISSING);
    assertThat(profile.standing(1, "d").note())
        .isEqualTo("seen in training, but in no row of its sample");
    assertThat(profile.standing(1, "e").mark()).isEqualTo(Mark.NEW);
    assertThat(profile.standing(2, true).mark()).isEqualTo(Mark.USUAL);
    assertThat(profile.standing(2, null).note())
        .isEqualTo("missing, and never missing in training");
    var empty = new SampleProfile(sample(0, 8));
    assertThat(empty.standing(0, 1.0).mark()).isEqualTo(Mark.UNKNOWN);
    assertThat(new NearestRows(empty).find(row(1.0, "a", true), null, 5)).isEmpty();
  }
}
