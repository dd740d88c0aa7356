package io.noria.serving.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.serving.Given;
import io.noria.serving.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedTest {
  private static final Target TWO = new Target("late", List.of("no", "yes"), "yes");
  private static final Target MANY = new Target("kind", List.of("a", "b", "c"), "");
  private static final Target NUMBER = new Target("price", List.of(), "");

  private static Given given(String prediction, double probability) {
    return new Given(prediction, probability, null, null);
  }

  @Test
  void aScoreIsThatOfThePositiveClassOfTheOnePredictedOrTheNumber() {
    Recorded two = Recorded.of(TWO, List.of(given("yes", 0.75), given("no", 0.75)), 2);
    assertThat(two.predicted()).containsExactly(1, 0);
    assertThat(two.scores()).containsExactly(0.75, 0.25);
    Recorded many = Recorded.of(MANY, List.of(given("c", 0.5), given("a", 0.25)), 2);
    assertThat(many.predicted()).containsExactly(2, 0);
    assertThat(many.scores()).containsExactly(0.5, 0.25);
    Recorded number = Recorded.of(NUMBER, List.of(given("-12.5", Double.NaN)), 1);
    assertThat(number.predicted()).containsExactly(-12.5);
    assertThat(number.scores()).containsExactly(-12.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TWO | maybe | 0.5 | predictions[0].prediction: maybe (expected: one of no, yes)",
        "TWO | yes | NaN | predictions[0].probability: nothing (expected: a number from 0 to 1, that",
        "TWO | yes | 1.5 | predictions[0].probability: 1.5 (expected: a number from 0 to 1",
        "TWO | yes | -1 | predictions[0].probability: -1 (expected: a number from 0 to 1",
        "MANY | d | 0.5 | predictions[0].prediction: d (expected: one of a, b, c)",
        "NUMBER | much | NaN | predictions[0].prediction: much (expected: a number)",
        "NUMBER | Infinity | NaN | predictions[0].prediction: Infinity (expected: a number)",
        "NUMBER | 1 | 0.5 | predictions[0].probability: 0.5 (expected: none, since a number is"
      })
  void whatTheModelCannotSayIsRefused(String kind, String said, double probability, String why) {
    Target target = kind.equals("TWO") ? TWO : kind.equals("MANY") ? MANY : NUMBER;
    assertThatThrownBy(() -> Recorded.of(target, List.of(given(said, probability)), 1))
        .hasMessageContaining(why);
  }

  @Test
  void thereIsOneAnswerForEachRow() {
    assertThatThrownBy(() -> Recorded.of(NUMBER, List.of(), 1))
        .hasMessage("predictions: 0 answers for 1 rows (expected: as many)");
  }
}
