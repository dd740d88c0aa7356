package io.noria.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void theSameSeedGivesTheSameValues() {
    Seeds.Generator one = Seeds.of(7);
    Seeds.Generator two = Seeds.of(7);
    assertThat(one.list(20, g -> g.text(30))).isEqualTo(two.list(20, g -> g.text(30)));
    assertThat(one.anyLong()).isEqualTo(two.anyLong());
    assertThat(one.anyDouble()).isEqualTo(two.anyDouble());
  }

  @Test
  void boundsAreKept() {
    Seeds.forAll(
        200,
        g -> {
          assertThat(g.integer(-3, 3)).isBetween(-3, 3);
          assertThat(g.word(5)).matches("[a-z]{1,5}");
          assertThat(g.oneOf(List.of("a", "b"))).isIn("a", "b");
        });
  }

  @Test
  void aFailingCaseNamesItsSeed() {
    assertThatThrownBy(() -> Seeds.forAll(50, g -> assertThat(g.integer(0, 100)).isLessThan(50)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dnoria.seed=");
  }
}
