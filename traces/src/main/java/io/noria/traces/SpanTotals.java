package io.noria.traces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Tokens and cost of a whole trace out of its spans. A span that says what it used stands for
 * everything below it, so that a sum kept by a parent is not counted twice.
 */
public final class SpanTotals {
  /** The counts that a trace's usage always has. */
  private static final List<String> TOKENS =
      List.of("input_tokens", "output_tokens", "total_tokens");

  /** The counts that it has when a span has them. */
  private static final List<String> CACHE_TOKENS =
      List.of(
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "cache_creation_input_tokens_above_1hr");

  private static final List<String> COSTS = List.of("input_cost", "output_cost", "total_cost");

  private SpanTotals() {}

  /** Tokens by name; null when no span says. */
  public static @Nullable Map<String, Number> usage(List<Span> spans) {
    return total(spans, SpanKeys.USAGE, TOKENS, CACHE_TOKENS, true);
  }

  /** US dollars by name; null when no span says. */
  public static @Nullable Map<String, Number> cost(List<Span> spans) {
    return total(spans, SpanKeys.COST, COSTS, List.of(), false);
  }

  /** The numbers of a usage or cost in the order and spelling of MLflow's clients. */
  public static String json(Map<String, Number> numbers) {
    StringJoiner json = new StringJoiner(", ", "{", "}");
    numbers.forEach((key, value) -> json.add("\"" + key + "\": " + value));
    return json.toString();
  }

  /** The whole number of a member, or null. */
  public static @Nullable Long count(@Nullable Map<?, ?> object, String key) {
    Object value = object == null ? null : object.get(key);
    return value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : null;
  }

  /** The finite number of a member, or null. */
  public static @Nullable Double amount(@Nullable Map<?, ?> object, String key) {
    Object value = object == null ? null : object.get(key);
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? (Double) number.doubleValue()
        : null;
  }

  private record Place(Span span, boolean counted) {}

  private static @Nullable Map<String, Number> total(
      List<Span> spans, String key, List<String> always, List<String> sometimes, boolean whole) {
    Map<String, Span> byId = new HashMap<>();
    spans.forEach(span -> byId.put(span.id(), span));
    Map<String, List<Span>> children = new HashMap<>();
    Deque<Place> open = new ArrayDeque<>();
    for (Span span : byId.values()) {
      String parent = span.parent();
      if (parent != null && byId.containsKey(parent)) {
        children.computeIfAbsent(parent, p -> new ArrayList<>()).add(span);
      } else {
        open.push(new Place(span, false));
      }
    }
    Map<String, Number> totals = new LinkedHashMap<>();
    boolean any = false;
    while (!open.isEmpty()) {
      Place place = open.pop();
      Map<?, ?> data = JsonText.object(place.span().attributes().get(key));
      if (data != null && !place.counted()) {
        any = true;
        add(totals, data, always, sometimes, whole);
      }
      boolean counted = place.counted() || data != null;
      children
          .getOrDefault(place.span().id(), List.of())
          .forEach(child -> open.push(new Place(child, counted)));
    }
    return any ? totals : null;
  }

  private static void add(
      Map<String, Number> totals,
      Map<?, ?> data,
      List<String> always,
      List<String> sometimes,
      boolean whole) {
    for (String key : always) {
      Number zero = whole ? (Number) 0L : (Number) 0.0;
      totals.putIfAbsent(key, zero);
      plus(totals, key, data, whole);
    }
    sometimes.forEach(key -> plus(totals, key, data, whole));
  }

  private static void plus(Map<String, Number> totals, String key, Map<?, ?> data, boolean whole) {
    Number more;
    if (whole) {
      more = count(data, key);
    } else {
      more = amount(data, key);
    }
    if (more != null) {
      totals.merge(
          key,
          more,
          (a, b) ->
              whole ? (Number) (a.longValue() + b.longValue()) : a.doubleValue() + b.doubleValue());
    }
  }
}
