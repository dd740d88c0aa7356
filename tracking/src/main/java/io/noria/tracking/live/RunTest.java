package io.noria.tracking.live;

import io.noria.tracking.Filter;
import io.noria.tracking.FilterNumbers;
import io.noria.tracking.MetricBits;
import io.noria.tracking.RunField;
import io.noria.tracking.View;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A filter over runs in memory. The filter has been written as SQL before, which refuses what is
 * not offered; here it means the same. Used by one thread.
 */
@FunctionalInterface
interface RunTest {
  /** What a run lacks, among numbers. */
  long MISSING = Long.MIN_VALUE;

  boolean holds(LiveRun run);

  static RunTest of(Filter filter) {
    return switch (filter) {
      case Filter.And all -> all(all.parts().stream().map(RunTest::of).toArray(RunTest[]::new));
      case Filter.Or any -> any(any.parts().stream().map(RunTest::of).toArray(RunTest[]::new));
      case Filter.Not not -> {
        RunTest part = of(not.part());
        yield run -> !part.holds(run);
      }
      case Filter.Compare compare -> compare(compare);
    };
  }

  static RunTest of(View view) {
    return switch (view) {
      case ACTIVE_ONLY -> run -> run.info().lifecycle() == io.noria.tracking.Lifecycle.ACTIVE;
      case DELETED_ONLY -> run -> run.info().lifecycle() == io.noria.tracking.Lifecycle.DELETED;
      case ALL -> run -> true;
    };
  }

  private static RunTest all(RunTest[] parts) {
    return run -> {
      for (RunTest part : parts) {
        if (!part.holds(run)) {
          return false;
        }
      }
      return true;
    };
  }

  private static RunTest any(RunTest[] parts) {
    return run -> {
      for (RunTest part : parts) {
        if (part.holds(run)) {
          return true;
        }
      }
      return false;
    };
  }

  private static RunTest compare(Filter.Compare compare) {
    RunField field = RunField.of(compare.field());
    return switch (field.what()) {
      case METRIC -> metric(compare, field.key());
      case START, END -> number(compare, number(field));
      default -> text(compare, text(field));
    };
  }

  /** A text field. */
  static TextField text(RunField field) {
    return switch (field.what()) {
      case PARAM -> TextField.keyed(field.key(), LiveRun::params);
      case TAG -> TextField.keyed(field.key(), LiveRun::tags);
      case DATASET_NAME -> TextField.datasets(LiveRun.Dataset::name);
      case DATASET_DIGEST -> TextField.datasets(LiveRun.Dataset::digest);
      case DATASET_CONTEXT -> TextField.datasets(LiveRun.Dataset::context);
      case ID -> TextField.always(run -> run.info().id().value());
      case NAME -> TextField.always(run -> run.info().name());
      case STATUS -> TextField.always(run -> run.info().status().name());
      case USER -> TextField.always(run -> run.info().user());
      case EXPERIMENT -> TextField.always(run -> run.info().experiment().value());
      case ARTIFACT_URI -> TextField.always(run -> run.info().artifactUri());
      case METRIC, START, END -> throw new IllegalArgumentException(field + " is no text");
    };
  }

  /** A number; {@link #MISSING} for what a run lacks, NaN among it. */
  static ToLongFunction<LiveRun> number(RunField field) {
    return switch (field.what()) {
      case START -> run -> run.info().startedAt().toEpochMilli();
      case END ->
          run -> {
            java.time.Instant ended = run.info().endedAt();
            return ended == null ? MISSING : ended.toEpochMilli();
          };
      case METRIC -> {
        ToLongFunction<LiveRun> bits = bits(field.key());
        yield run -> {
          long value = bits.applyAsLong(run);
          return value == MetricBits.NAN ? MISSING : value;
        };
      }
      default -> throw new IllegalArgumentException(field + " is no number");
    };
  }

  private static ToLongFunction<LiveRun> bits(String key) {
    Keys.Place place = new Keys.Place(key);
    return run -> {
      Points points = run.points();
      int at = place.in(points.keys);
      return at < 0 ? MISSING : points.bits(at);
    };
  }

  private static RunTest metric(Filter.Compare compare, String key) {
    ToLongFunction<LiveRun> bits = bits(key);
    Filter.Operator operator = compare.operator();
    if (operator == Filter.Operator.IS_NULL || operator == Filter.Operator.IS_NOT_NULL) {
      boolean missing = operator == Filter.Operator.IS_NULL;
      return run -> (bits.applyAsLong(run) == MISSING) == missing;
    }
    double first = FilterNumbers.number(compare, compare.values().getFirst());
    double last = FilterNumbers.number(compare, compare.values().getLast());
    long low = FilterNumbers.lowest(first);
    long high = FilterNumbers.highest(first);
    return switch (operator) {
      case EQUAL -> within(bits, low, high);
      case NOT_EQUAL ->
          run -> {
            long value = bits.applyAsLong(run);
            return value != MISSING && (value < low || value > high);
          };
      case LESS -> within(bits, MISSING + 1, low - 1);
      case AT_MOST -> within(bits, MISSING + 1, high);
      case GREATER -> within(bits, high + 1, MetricBits.NAN - 1);
      case AT_LEAST -> within(bits, low, MetricBits.NAN - 1);
      case BETWEEN -> within(bits, low, FilterNumbers.highest(last));
      case LIKE, ILIKE, IN, NOT_IN, IS_NULL, IS_NOT_NULL ->
          throw new IllegalArgumentException(operator + " of a metric");
    };
  }

  private static RunTest within(ToLongFunction<LiveRun> number, long low, long high) {
    return run -> {
      long value = number.applyAsLong(run);
      return value >= low && value <= high;
    };
  }

  private static RunTest number(Filter.Compare compare, ToLongFunction<LiveRun> number) {
    Filter.Operator operator = compare.operator();
    if (operator == Filter.Operator.IS_NULL || operator == Filter.Operator.IS_NOT_NULL) {
      boolean missing = operator == Filter.Operator.IS_NULL;
      return run -> (number.applyAsLong(run) == MISSING) == missing;
    }
    long first = FilterNumbers.whole(compare, compare.values().getFirst(), false);
    long last = FilterNumbers.whole(compare, compare.values().getLast(), false);
    return run -> {
      long value = number.applyAsLong(run);
      return value != MISSING
          && switch (operator) {
            case EQUAL -> value == first;
            case NOT_EQUAL -> value != first;
            case LESS -> value < first;
            case AT_MOST -> value <= first;
            case GREATER -> value > first;
            case AT_LEAST -> value >= first;
            case BETWEEN -> value >= first && value <= last;
            case LIKE, ILIKE, IN, NOT_IN, IS_NULL, IS_NOT_NULL -> false;
          };
    };
  }

  private static RunTest text(Filter.Compare compare, TextField field) {
    List<String> values = compare.values().stream().map(Filter.Value::text).toList();
    return switch (compare.operator()) {
      case IS_NULL -> run -> !field.has(run);
      case IS_NOT_NULL -> field::has;
      case EQUAL -> any(field, equal(values.getFirst()));
      case NOT_EQUAL -> {
        TextField.Bytes equal = equal(values.getFirst());
        yield any(field, (utf8, from, to) -> !equal.test(utf8, from, to));
      }
      case LIKE -> any(field, new Like(values.getFirst(), false)::matches);
      case ILIKE -> any(field, new Like(values.getFirst(), true)::matches);
      case IN -> any(field, among(values, true));
      case NOT_IN -> any(field, among(values, false));
      case LESS, AT_MOST, GREATER, AT_LEAST, BETWEEN ->
          throw new IllegalArgumentException(compare.operator() + " of a text");
    };
  }

  private static RunTest any(TextField field, TextField.Bytes test) {
    return run -> field.any(run, test);
  }

  private static TextField.Bytes equal(String value) {
    byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
    return (utf8, from, to) -> Arrays.equals(utf8, from, to, wanted, 0, wanted.length);
  }

  private static TextField.Bytes among(List<String> values, boolean in) {
    Set<String> wanted = new HashSet<>(values);
    return (utf8, from, to) ->
        wanted.contains(new String(utf8, from, to - from, StandardCharsets.UTF_8)) == in;
  }
}
