package io.noria.serving.tree;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap a model takes: its arrays to the byte, its own small objects nearly so. What
 * is not of this program but for arrays, texts and collections counts as nothing.
 */
public final class HeapBytes {
  private static final int HEADER = 16;
  private static final String OWN = "io.noria.";

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();
  private long bytes;

  private HeapBytes() {}

  /** Bytes that the model and all that it alone leads to take. */
  public static long of(Object model) {
    var heap = new HeapBytes();
    heap.add(model);
    while (!heap.open.isEmpty()) {
      heap.look(heap.open.pop());
    }
    return heap.bytes;
  }

  private void add(@Nullable Object value) {
    if (value != null && !(value instanceof Enum<?>) && seen.add(value)) {
      open.push(value);
    }
  }

  private void look(Object value) {
    Class<?> type = value.getClass();
    if (type.isArray()) {
      array(value, type.getComponentType());
    } else if (value instanceof String text) {
      bytes += 2L * HEADER + 8 + text.length();
    } else if (value instanceof Map<?, ?> map) {
      bytes += HEADER + 48L * map.size();
      map.forEach((key, each) -> {
        add(key);
        add(each);
      });
    } else if (value instanceof Collection<?> many) {
      bytes += HEADER + 8L * many.size();
      many.forEach(this::add);
    } else if (type.getName().startsWith(OWN)) {
      fields(value, type);
    }
  }

  private void array(Object array, Class<?> component) {
    int length = Array.getLength(array);
    if (component.isPrimitive()) {
      bytes += HEADER + (long) length * size(component);
      return;
    }
    bytes += HEADER + 4L * length;
    for (Object each : (Object[]) array) {
      add(each);
    }
  }

  private void fields(Object value, Class<?> type) {
    bytes += HEADER;
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        bytes += size(field.getType());
        if (!field.getType().isPrimitive() && field.trySetAccessible()) {
          try {
            add(field.get(value));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
  }

  private static int size(Class<?> type) {
    if (type == long.class || type == double.class) {
      return 8;
    }
    if (type == short.class || type == char.class) {
      return 2;
    }
    return type == byte.class || type == boolean.class ? 1 : 4;
  }
}
