package io.noria.project.wheel;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a task's params by their names. */
record ParamReader(Map<String, Object> params) {
  String text(String name) {
    if (params.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  @Nullable String textOrNull(String name) {
    return params.get(name) == null ? null : text(name);
  }

  List<String> texts(String name) {
    if (params.get(name) instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    throw wrong(name, "a list of texts");
  }

  long whole(String name) {
    if (params.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw wrong(name, "a number");
  }

  double number(String name) {
    if (params.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "a number");
  }

  private NoriaException wrong(String name, String expected) {
    return NoriaException.invalid(
        "param " + name + ": " + params.get(name) + " (expected: " + expected + ")");
  }
}
