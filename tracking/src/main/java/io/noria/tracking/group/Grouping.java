package io.noria.tracking.group;

import io.noria.tracking.MetricBits;
import io.noria.tracking.PageToken;
import io.noria.tracking.RunField;
import io.noria.tracking.RunGroups;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows into groups, orders these, and measures the ones of a page: what is kept meanwhile is a
 * few numbers a group and one a row, never a run. Used by one thread, once.
 */
public final class Grouping {
  private final GroupQuestion question;
  private final GroupRows rows;
  private final Map<List<@Nullable String>, Integer> places = new HashMap<>();
  private final List<List<@Nullable String>> keys = new ArrayList<>();
  private int[] groupOf = new int[1024];
  private long[] tookMillis = new long[1024];
  private int size;
  private long[] counts = new long[64];
  private long[] newest = new long[64];
  private final Map<String, Moments> ordering = new HashMap<>();

  private Grouping(GroupQuestion question, GroupRows rows) {
    this.question = question;
    this.rows = rows;
  }

  /** A metric's value as the text by which runs are grouped: both zeros are one. */
  public static String text(double value) {
    return Double.toString(value == 0 ? 0.0 : value);
  }

  /** The same of a value in the form of {@code MetricBits}. */
  public static String text(long bits) {
    return text(MetricBits.value(bits));
  }

  /** Answers. */
  public static RunGroups answer(GroupQuestion question, GroupRows rows) {
    return new Grouping(question, rows).answer();
  }

  private RunGroups answer() {
    List<Class<?>> types = List.of(Long.class);
    List<@Nullable Object> after =
        PageToken.read(question.bound(), question.search().pageToken(), types);
    rows.tell(this::put);
    int[] order = order();
    long skip = after == null || after.getFirst() == null ? 0 : (Long) after.getFirst();
    int from = (int) Math.clamp(skip, 0, order.length);
    int to = Math.min(order.length, from + question.search().limit());
    int[] page = Arrays.copyOfRange(order, from, to);
    List<Object> next = List.of((long) to);
    return new RunGroups(
        measured(page),
        order.length,
        size,
        to < order.length ? PageToken.write(question.bound(), next) : null);
  }

  private void put(@Nullable String[] fields, long started, long ended) {
    List<@Nullable String> key = Arrays.asList(fields);
    Integer place = places.get(key);
    if (place == null) {
      place = keys.size();
      // The caller uses its array again.
      List<@Nullable String> kept = Collections.unmodifiableList(new ArrayList<>(key));
      places.put(kept, place);
      keys.add(kept);
      if (place == counts.length) {
        counts = Arrays.copyOf(counts, 2 * place);
        newest = Arrays.copyOf(newest, 2 * place);
      }
      newest[place] = Long.MIN_VALUE;
    }
    if (size == groupOf.length) {
      groupOf = Arrays.copyOf(groupOf, 2 * size);
      tookMillis = Arrays.copyOf(tookMillis, 2 * size);
    }
    tookMillis[size] = ended == GroupRows.RUNNING ? GroupRows.RUNNING : ended - started;
    groupOf[size++] = place;
    counts[place]++;
    newest[place] = Math.max(newest[place], started);
  }

  private int[] order() {
    List<String> sorting =
        question.orders().stream()
            .filter(clause -> clause.what() == GroupQuestion.What.METRIC)
            .map(GroupQuestion.Clause::metric)
            .distinct()
            .toList();
    if (!sorting.isEmpty()) {
      List<Moments> all = sorting.stream().map(key -> new Moments(keys.size())).toList();
      rows.metrics(sorting, (row, metric, value) -> all.get(metric).add(groupOf[row], value));
      for (int i = 0; i < sorting.size(); i++) {
        ordering.put(sorting.get(i), all.get(i));
      }
    }
    GroupOrder order = new GroupOrder(question, keys, counts, newest, ordering);
    return order.sorted();
  }

  private List<RunGroups.Group> measured(int[] page) {
    int[] slots = new int[keys.size()];
    Arrays.fill(slots, -1);
    for (int i = 0; i < page.length; i++) {
      slots[page[i]] = i;
    }
    Moments took = new Moments(page.length);
    for (int row = 0; row < size; row++) {
      int slot = slots[groupOf[row]];
      if (slot >= 0 && tookMillis[row] != GroupRows.RUNNING) {
        took.add(slot, tookMillis[row] / 1000.0);
      }
    }
    List<Map<String, RunGroups.Figures>> metrics = metrics(page, slots);
    List<Map<String, RunGroups.Common>> values = values(page, slots);
    List<RunGroups.Group> groups = new ArrayList<>(page.length);
    for (int i = 0; i < page.length; i++) {
      int group = page[i];
      groups.add(
          new RunGroups.Group(
              keys.get(group),
              GroupFilter.of(question.by(), keys.get(group)),
              counts[group],
              Instant.ofEpochMilli(newest[group]),
              took.has(i) ? took.of(i) : null,
              metrics.get(i),
              values.get(i)));
    }
    return groups;
  }

  private List<Map<String, RunGroups.Figures>> metrics(int[] page, int[] slots) {
    List<String> wanted = question.search().metrics();
    List<String> unread = wanted.stream().filter(key -> !ordering.containsKey(key)).toList();
    List<Moments> read = unread.stream().map(key -> new Moments(page.length)).toList();
    if (!unread.isEmpty()) {
      rows.metrics(
          unread,
          (row, metric, value) -> {
            int slot = slots[groupOf[row]];
            if (slot >= 0) {
              read.get(metric).add(slot, value);
            }
          });
    }
    List<Map<String, RunGroups.Figures>> all = new ArrayList<>();
    for (int i = 0; i < page.length; i++) {
      Map<String, RunGroups.Figures> figures = new LinkedHashMap<>();
      for (String key : wanted) {
        Moments known = ordering.get(key);
        Moments moments = known == null ? read.get(unread.indexOf(key)) : known;
        int at = known == null ? i : page[i];
        if (moments.has(at)) {
          figures.put(key, moments.of(at));
        }
      }
      all.add(figures);
    }
    return all;
  }

  private List<Map<String, RunGroups.Common>> values(int[] page, int[] slots) {
    List<RunField> fields = question.columns();
    long[][] having = new long[fields.size()][page.length];
    List<@Nullable String[]> common = new ArrayList<>();
    fields.forEach(field -> common.add(new String[page.length]));
    if (!fields.isEmpty()) {
      rows.texts(
          fields,
          (row, field, value) -> {
            int slot = slots[groupOf[row]];
            if (slot >= 0) {
              @Nullable String[] values = common.get(field);
              boolean same = having[field][slot] == 0 || value.equals(values[slot]);
              values[slot] = same ? value : null;
              having[field][slot]++;
            }
          });
    }
    List<Map<String, RunGroups.Common>> all = new ArrayList<>();
    for (int i = 0; i < page.length; i++) {
      Map<String, RunGroups.Common> values = new LinkedHashMap<>();
      for (int f = 0; f < fields.size(); f++) {
        if (having[f][i] > 0) {
          String name = question.search().columns().get(f);
          values.put(name, new RunGroups.Common(having[f][i], common.get(f)[i]));
        }
      }
      all.add(values);
    }
    return all;
  }
}
