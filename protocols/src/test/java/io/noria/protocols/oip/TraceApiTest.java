package io.noria.protocols.oip;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.protocols.http.trace.TraceSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceApiTest {
  private final TraceSettings settings = new TraceSettings();

  private void change(@Nullable String model, String name, @Nullable List<String> values) {
    Map<String, @Nullable List<String>> wanted = new HashMap<>();
    wanted.put(name, values);
    TraceApi.change(settings, model, wanted);
  }

  @Test
  void nullGivesAModelTheSettingOfAllAgain() {
    change("iris", "trace_level", List.of("OFF"));
    assertThat(settings.hasOwn("iris")).isTrue();
    change("iris", "trace_file", null);
    assertThat(settings.hasOwn("iris")).as("not said by this").isTrue();
    change("iris", "trace_level", null);
    assertThat(settings.hasOwn("iris")).isFalse();
    change(null, "trace_rate", List.of("7"));
    assertThat(TraceApi.shown(settings, "iris")).containsEntry("trace_rate", "7");
    change("iris", "trace_rate", List.of("3"));
    change("iris", "trace_rate", List.of());
    assertThat(settings.hasOwn("iris")).isFalse();
    change("iris", "trace_count", List.of("5"));
    assertThat(settings.hasOwn("iris")).isTrue();
  }
}
