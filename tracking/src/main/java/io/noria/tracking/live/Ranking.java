package io.noria.tracking.live;

import io.noria.tracking.FilterParser;
import io.noria.tracking.RunField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The first runs in an order, after the last of the page before. What is missing comes last both
 * ways; texts are ordered by their characters' numbers, as both databases order them. Used by one
 * thread.
 */
final class Ranking {
  /** A run with its sort keys: longs, strings and nulls. */
  record Row(LiveRun run, List<@Nullable Object> keys) {}

  /** One sort key. */
  private abstract static class Sort {
    final boolean ascending;

    Sort(boolean ascending) {
      this.ascending = ascending;
    }

    abstract @Nullable Object key(LiveRun run);

    /** The order of a run and a key, both there, smallest first. */
    abstract int order(Object key, Object other);

    int compare(@Nullable Object key, @Nullable Object other) {
      if (key == null || other == null) {
        return key == other ? 0 : key == null ? 1 : -1;
      }
      int order = order(key, other);
      return ascending ? order : -order;
    }

    /** The same without making a key of the run when that can be spared. */
    int compare(LiveRun run, @Nullable Object other) {
      return compare(key(run), other);
    }
  }

  private static final class TextSort extends Sort {
    private final TextField field;

    TextSort(TextField field, boolean ascending) {
      super(ascending);
      this.field = field;
    }

    @Override
    @Nullable Object key(LiveRun run) {
      return field.value(run);
    }

    @Override
    int order(Object key, Object other) {
      return Characters.compare((String) key, (String) other);
    }
  }

  private static final class NumberSort extends Sort {
    private final ToLongFunction<LiveRun> number;

    NumberSort(ToLongFunction<LiveRun> number, boolean ascending) {
      super(ascending);
      this.number = number;
    }

    @Override
    @Nullable Object key(LiveRun run) {
      long value = number.applyAsLong(run);
      return value == RunTest.MISSING ? null : (Object) value;
    }

    @Override
    int order(Object key, Object other) {
      return Long.compare((Long) key, (Long) other);
    }

    @Override
    int compare(LiveRun run, @Nullable Object other) {
      long value = number.applyAsLong(run);
      if (other == null || value == RunTest.MISSING) {
        return value != RunTest.MISSING ? -1 : other == null ? 0 : 1;
      }
      int order = Long.compare(value, (Long) other);
      return ascending ? order : -order;
    }
  }

  private final Sort[] sorts;
  private final int most;
  private final @Nullable List<@Nullable Object> after;
  private final PriorityQueue<Row> best;

  /**
   * A ranking.
   *
   * @param orders the clauses; newest first without any
   * @param most rows to keep
   * @param after the sort keys of the last row of the page before; null for the first page
   */
  Ranking(List<FilterParser.Order> orders, int most, @Nullable List<@Nullable Object> after) {
    List<Sort> all = new ArrayList<>();
    for (FilterParser.Order order : orders) {
      all.add(sort(RunField.of(order.field()), order.ascending()));
    }
    if (orders.isEmpty()) {
      all.add(sort(new RunField(RunField.What.START, ""), false));
    }
    all.add(sort(new RunField(RunField.What.ID, ""), true));
    this.sorts = all.toArray(Sort[]::new);
    this.most = most;
    this.after = after;
    this.best = new PriorityQueue<>(worstFirst());
  }

  private static Sort sort(RunField field, boolean ascending) {
    return switch (field.what()) {
      case METRIC, START, END -> new NumberSort(RunTest.number(field), ascending);
      default -> new TextSort(RunTest.text(field), ascending);
    };
  }

  private Comparator<Row> worstFirst() {
    return (a, b) -> {
      for (int i = 0; i < sorts.length; i++) {
        int order = sorts[i].compare(b.keys().get(i), a.keys().get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  void offer(LiveRun run) {
    if (after != null && compare(run, after) <= 0) {
      return;
    }
    if (best.size() >= most) {
      Row worst = best.peek();
      if (worst == null || compare(run, worst.keys()) >= 0) {
        return;
      }
      best.poll();
    }
    List<@Nullable Object> keys = new ArrayList<>(sorts.length);
    for (Sort sort : sorts) {
      keys.add(sort.key(run));
    }
    best.add(new Row(run, keys));
  }

  private int compare(LiveRun run, List<@Nullable Object> keys) {
    for (int i = 0; i < sorts.length; i++) {
      int order = sorts[i].compare(run, keys.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** The rows, first one first; the ranking is empty afterwards. */
  List<Row> rows() {
    Row[] rows = new Row[best.size()];
    for (int i = rows.length - 1; i >= 0; i--) {
      rows[i] = best.remove();
    }
    return List.of(rows);
  }
}
