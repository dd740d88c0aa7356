package io.noria.collaboration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MentionsTest {
  @Test
  void namesAfterAnAtSignAreMentionsOnce() {
    assertThat(Mentions.of("@ann, (@ben) and **@cy.d**. Thanks @ann!"))
        .containsExactly("ann", "ben", "cy.d");
    assertThat(Mentions.of("Ask @first_last or @ops@example.org."))
        .containsExactly("first_last", "ops@example.org");
  }

  @Test
  void codeLinksAndMailAddressesMentionNobody() {
    assertThat(
            Mentions.of(
                """
                `@code` and ``a `@b` c``, mail ann@example.org

                ```
                @fenced
                ```

                    @indented

                [text](https://example.org/@user) <https://example.org/@auto>
                """))
        .isEmpty();
    assertThat(Mentions.of("@ @- a@b @@c")).isEmpty();
  }

  @Test
  void thereIsAnEndToTheirNumber() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append("@n").append(i).append(' ');
    }
    assertThat(Mentions.of(text.toString())).hasSize(Mentions.MOST);
  }
}
