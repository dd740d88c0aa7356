package io.noria.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Event;
import io.noria.base.Ref;
import io.noria.storage.json.Json;
import io.noria.testkit.Seeds;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventTypesTest {
  static Stream<Class<?>> types() {
    return Arrays.stream(Event.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyEventSurvivesItsStoredForm(Class<?> type) {
    Seeds.forAll(
        25,
        random -> {
          Event event = anyEvent(type, random);
          assertThat(EventTypes.find(event.type())).isEqualTo(type);
          assertThat(Json.read(Json.write(event), type)).isEqualTo(event);
        });
  }

  private static Event anyEvent(Class<?> type, Seeds.Generator random) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] classes = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      classes[i] = components[i].getType();
      boolean nullable =
          components[i]
              .getAnnotatedType()
              .isAnnotationPresent(org.jspecify.annotations.Nullable.class);
      values[i] = nullable && random.chance(0.5) ? null : value(classes[i], random);
    }
    try {
      return (Event) type.getDeclaredConstructor(classes).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + " cannot be made", e);
    }
  }

  private static Object value(Class<?> type, Seeds.Generator random) {
    if (type == Ref.class) {
      return Ref.of(random.oneOf(List.of(Ref.Kind.values())), random.word(12));
    }
    if (type == Instant.class) {
      return Instant.ofEpochMilli(random.integer(0, Integer.MAX_VALUE));
    }
    if (type == String.class) {
      return random.text(40);
    }
    if (type == List.class) {
      return random.list(4, each -> each.text(10));
    }
    if (type == long.class) {
      return random.anyLong();
    }
    if (type == int.class || type == Integer.class) {
      return random.integer(0, 1000);
    }
    if (type == double.class) {
      return random.integer(0, 1000) / 8.0;
    }
    throw new AssertionError("no values for a component of type " + type);
  }
}
