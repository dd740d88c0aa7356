package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.parser.Parser;
import io.noria.base.NoriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GraphQlLimitsTest {
  @Test
  @Timeout(30)
  void fragmentsThatDoubleAtEveryStepAreRefused() {
    StringBuilder query = new StringBuilder("query { ...f0 ...f0 }");
    for (int i = 0; i < 40; i++) {
      String next = "...f" + (i + 1);
      query.append(" fragment f" + i + " on Query { " + next + " " + next + " }");
    }
    query.append(" fragment f40 on Query { __typename }");
    assertThatThrownBy(() -> GraphQlLimits.check(Parser.parse(query.toString())))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("maximum total selections of 1000");
  }

  @Test
  void inlineFragmentsCount() {
    String query = "query { " + "... { __typename } ".repeat(501) + "}";
    assertThatThrownBy(() -> GraphQlLimits.check(Parser.parse(query)))
        .hasMessageContaining("maximum total selections of 1000");
  }

  @Test
  void whatPagesAskIsLetThrough() {
    String query =
        "query { test(inputString: \"a\") { ...T } } fragment T on Test { output ... { output } }";
    assertThatCode(() -> GraphQlLimits.check(Parser.parse(query))).doesNotThrowAnyException();
  }
}
