package io.noria.storage.outbox;

import io.noria.base.Event;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From an event's stored type name to its record. */
final class EventTypes {
  private static final Map<String, Class<? extends Event>> BY_NAME =
      Arrays.stream(Event.class.getPermittedSubclasses())
          .<Class<? extends Event>>map(type -> type.asSubclass(Event.class))
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

  private EventTypes() {}

  /** The record of the name; null for a type this program does not have. */
  static @Nullable Class<? extends Event> find(String name) {
    return BY_NAME.get(name);
  }
}
