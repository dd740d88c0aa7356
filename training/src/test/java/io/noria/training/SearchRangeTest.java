package io.noria.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchRangeTest {
  @Test
  void wholeEndsGiveWholeNumbersEachAsLikely() {
    SearchRange range = SearchRange.of("max_depth", List.of(4, 8));
    int[] counts = new int[9];
    IntStream.range(0, 1000).forEach(i -> counts[(int) range.at(i / 1000.0)]++);
    assertThat(counts).containsExactly(0, 0, 0, 0, 200, 200, 200, 200, 200);
    assertThat(range.at(1)).isEqualTo(8);
    assertThat(range).hasToString("[4, 8]");
  }

  @Test
  void aLogScaleHasItsMiddleAtTheGeometricMean() {
    SearchRange range = SearchRange.of("learning_rate", List.of(0.03, 0.3, "log"));
    assertThat(range.at(0.5))
        .isCloseTo(Math.sqrt(0.009), org.assertj.core.data.Offset.offset(1e-12));
    assertThat(range.at(0)).isEqualTo(0.03);
    assertThat(range.at(1)).isEqualTo(0.3);
  }

  @Test
  void whatIsNoRangeIsRefusedWithTheParametersName() {
    assertThatThrownBy(() -> SearchRange.of("eta", List.of(0.1)))
        .isInstanceOf(NoriaException.class)
        .hasMessage("search.eta: [0.1] (expected: [low, high] or [low, high, log])");
    assertThatThrownBy(() -> SearchRange.of("eta", List.of(0.3, 0.1)))
        .hasMessage("search range: [0.3, 0.1] (expected: low, then high)");
    assertThatThrownBy(() -> SearchRange.of("eta", List.of(0, 0.1, "log")))
        .hasMessageContaining("above 0 on a log scale");
  }

  @Test
  void trialsAreTheSameForTheSameSeedAndTheFirstIsSensible() {
    SearchRequest request = request(5);
    List<Map<String, String>> trials = Trials.draw(request);
    assertThat(trials).hasSize(6).doesNotHaveDuplicates().isEqualTo(Trials.draw(request));
    assertThat(trials.getFirst())
        .containsEntry("max_depth", "6")
        .containsEntry("learning_rate", "0.1")
        .containsEntry("gamma", "1");
    assertThat(Trials.draw(request(6)).subList(1, 6)).isNotEqualTo(trials.subList(1, 6));
  }

  private static SearchRequest request(long seed) {
    return new SearchRequest(
        "e",
        "n",
        Problem.of("late", "1", null, List.of("wind")),
        "auc",
        6,
        10,
        5,
        seed,
        Map.of(
            "max_depth", SearchRange.of("max_depth", List.of(4, 8)),
            "gamma", SearchRange.of("gamma", List.of(1, 3)),
            "learning_rate", SearchRange.of("learning_rate", List.of(0.03, 0.3, "log"))));
  }
}
