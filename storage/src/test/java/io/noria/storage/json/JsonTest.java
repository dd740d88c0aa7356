package io.noria.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Thing(String name, @Nullable Instant at, Optional<Integer> count, List<Double> values) {}

  @Test
  void recordsComeBack() {
    Thing thing =
        new Thing("é\"", Instant.parse("2013-04-01T00:00:00.5Z"), Optional.of(3), List.of(0.1));
    assertThat(Json.read(Json.write(thing), Thing.class)).isEqualTo(thing);
    Thing bare = new Thing("", null, Optional.empty(), List.of());
    assertThat(Json.read(Json.write(bare), Thing.class)).isEqualTo(bare);
    assertThat(Json.readList(Json.write(List.of(thing, bare)), Thing.class))
        .containsExactly(thing, bare);
  }

  @Test
  void theSameValueGivesTheSameText() {
    Map<String, Integer> one = new java.util.LinkedHashMap<>();
    one.put("b", 2);
    one.put("a", 1);
    assertThat(Json.write(one)).isEqualTo("{\"a\":1,\"b\":2}");
    assertThat(Json.readMap("{\"a\":1,\"b\":2}", Integer.class)).isEqualTo(one);
  }

  @Test
  void anUnknownFieldIsPassedOver() {
    assertThat(
            Json.read("{\"name\":\"x\",\"count\":null,\"values\":[],\"newer\":1}", Thing.class)
                .name())
        .isEqualTo("x");
  }

  @Test
  void textOfSomethingElseIsDataLoss() {
    assertThatThrownBy(() -> Json.read("[1,2", Thing.class))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("[1,2")
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.DATA_LOSS);
  }
}
