package io.noria.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.tracking.Filter.Compare;
import io.noria.tracking.Filter.Operator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
  private static List<Filter> parts(String text) {
    return ((Filter.And) FilterParser.parse(text)).parts();
  }

  private static Compare only(String text) {
    assertThat(parts(text)).hasSize(1);
    return (Compare) parts(text).getFirst();
  }

  @Test
  void readsEveryComparator() {
    assertThat(only("metrics.auc >= -1.5e+3"))
        .isEqualTo(
            new Compare(
                new Filter.Field("metrics", "auc"),
                Operator.AT_LEAST,
                List.of(new Filter.Value("-1.5e+3", false))));
    assertThat(only("name='x'").operator()).isEqualTo(Operator.EQUAL);
    assertThat(only("name != 'x'").operator()).isEqualTo(Operator.NOT_EQUAL);
    assertThat(only("name like 'x%'").operator()).isEqualTo(Operator.LIKE);
    assertThat(only("name Ilike 'x%'").operator()).isEqualTo(Operator.ILIKE);
    assertThat(only("tags.a IS NULL").operator()).isEqualTo(Operator.IS_NULL);
    assertThat(only("tags.a is not null").operator()).isEqualTo(Operator.IS_NOT_NULL);
    assertThat(only("run_id not in ('a', 'b')").values())
        .containsExactly(new Filter.Value("a", true), new Filter.Value("b", true));
    assertThat(only("run_id IN ('a',)").values()).containsExactly(new Filter.Value("a", true));
  }

  @Test
  void keysMayBeQuotedAndHoldDotsSpacesAndSlashes() {
    assertThat(only("params.`tree depth` = '6'").field().key()).isEqualTo("tree depth");
    assertThat(only("params.\"a.b\" = \"it's\"").values().getFirst().text()).isEqualTo("it's");
    assertThat(only("tags.mlflow.source.name = 'x'").field().key()).isEqualTo("mlflow.source.name");
    assertThat(only("metrics.train/loss < 1").field().key()).isEqualTo("train/loss");
    assertThat(only("attributes.`Run name` = 'x'").field().key()).isEqualTo("Run name");
  }

  @Test
  void joinsByAndInAnyCaseAndAcceptsNothing() {
    assertThat(parts("metrics.a > 1 and params.b = 'x' AND status = 'FINISHED'")).hasSize(3);
    assertThat(parts("  ")).isEmpty();
  }

  @Test
  void notBindsClosestThenAndThenOr() {
    Filter a = only("metrics.a > 1");
    Filter b = only("params.b = 'x'");
    Filter c = only("tags.c IS NULL");
    assertThat(parts("metrics.a > 1 OR params.b = 'x' and tags.c is null"))
        .containsExactly(new Filter.Or(List.of(a, new Filter.And(List.of(b, c)))));
    assertThat(parts("(metrics.a > 1 or params.b = 'x') AND NOT tags.c IS NULL"))
        .containsExactly(new Filter.Or(List.of(a, b)), new Filter.Not(c));
    assertThat(parts("not (NOT (metrics.a > 1))"))
        .containsExactly(new Filter.Not(new Filter.Not(a)));
    assertThat(only("metrics.a between -1 AND 2 ").values())
        .containsExactly(new Filter.Value("-1", false), new Filter.Value("2", false));
  }

  @Test
  void boundsDepthAndLength() {
    assertThat(parts("(".repeat(50) + "metrics.a > 1" + ")".repeat(50))).hasSize(1);
    assertThatThrownBy(() -> FilterParser.parse("(".repeat(99_000)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("nested more than 50 deep");
    String many = "metrics.a > 1" + " OR metrics.a > 1".repeat(500);
    assertThatThrownBy(() -> FilterParser.parse(many))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("more than 500 comparisons");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.a > 1 OR",
        "OR metrics.a > 1",
        "NOT",
        "(metrics.a > 1",
        "metrics.a > 1)",
        "()",
        "metrics.a BETWEEN 1",
        "metrics.a BETWEEN 1 OR 2",
        "metrics.a > 1;",
        "1 < metrics.a",
        "metrics.a >",
        "metrics. > 1",
        "metrics.a = 'x",
        "run_id IN ()",
        "run_id IN ('a'",
        "metrics.a > 1 AND",
        "tags.a IS 'x'",
        "metrics.a 1"
      })
  void refusesWhatIsNotInTheLanguage(String text) {
    assertThatThrownBy(() -> FilterParser.parse(text))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("filter: ");
  }

  @Test
  void readsOrders() {
    assertThat(FilterParser.order("metrics.`a b` desc"))
        .isEqualTo(new FilterParser.Order(new Filter.Field("metrics", "a b"), false));
    assertThat(FilterParser.order("start_time").ascending()).isTrue();
    assertThatThrownBy(() -> FilterParser.order("start_time DOWN"))
        .isInstanceOf(NoriaException.class);
    assertThatThrownBy(() -> FilterParser.order("start_time ASC DESC"))
        .isInstanceOf(NoriaException.class);
  }
}
