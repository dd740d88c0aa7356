package io.noria.traces.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?:(?:){15000}){5000}b",
        "(?:(?:){1000}){1000}b",
        "((x{1000}){1000}){100}",
        "(((((x{20}){20}){20}){20}){20}){20}",
        "x{1000}{1000}{1000}",
        "(x?){1000}*{1000}",
        "x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}"
      })
  void repetitionsThatTakeForEverAreRefused(String text) {
    assertThatThrownBy(() -> Patterns.regex(text))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("filter: RLIKE '" + text.substring(0, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "(a)\\1", "a(?=b)", "a{1001}", "[z-a]"})
  void whatIsNoRegularExpressionIsSaidSo(String text) {
    assertThatThrownBy(() -> Patterns.regex(text))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("is no regular expression (as RE2 has them: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "^id (?:[0-9a-f]+-?){5}",
        "(?i)ID",
        "id|no",
        "\\bid\\b"
      })
  void usualOnesFit(String text) {
    assertThat(new Patterns().find(Patterns.regex(text), "id 3f2504e0-4f89-11d3-9a0c-0305e82c3301"))
        .isTrue();
  }

  @Test
  void nestedRepetitionsReadATextOnce() {
    String text = "a".repeat(100_000);
    assertThat(new Patterns().find(Patterns.regex("^(((a*)*)*)*b$"), text)).isFalse();
    assertThat(new Patterns().find(Patterns.regex("((a|aa)+)+$"), text)).isTrue();
  }

  @Test
  void oneQuestionTakesSoManySteps() {
    Patterns question = new Patterns();
    var pattern = Patterns.regex("[ab]{1000}[ab]{1000}[ab]{1000}c");
    String text = "x".repeat(100_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 5; i++) {
                assertThat(question.find(pattern, text)).isFalse();
              }
            })
        .hasMessageContaining("takes too long");
  }
}
