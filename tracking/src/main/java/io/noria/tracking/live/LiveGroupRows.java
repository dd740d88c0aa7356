package io.noria.tracking.live;

import io.noria.tracking.MetricBits;
import io.noria.tracking.RunField;
import io.noria.tracking.group.GroupRows;
import io.noria.tracking.group.Grouping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The runs in memory that match, to be grouped. Used by one thread. */
final class LiveGroupRows implements GroupRows {
  private final List<LiveExperiment.Snapshot> all;
  private final RunTest view;
  private final RunTest test;
  private final List<Function<LiveRun, @Nullable String>> by = new ArrayList<>();
  private final List<LiveRun> matching = new ArrayList<>();

  LiveGroupRows(List<LiveExperiment.Snapshot> all, RunTest view, RunTest test, List<RunField> by) {
    this.all = all;
    this.view = view;
    this.test = test;
    by.forEach(field -> this.by.add(value(field)));
  }

  private static Function<LiveRun, @Nullable String> value(RunField field) {
    return switch (field.what()) {
      case METRIC -> {
        Keys.Place place = new Keys.Place(field.key());
        yield run -> {
          int at = place.in(run.points().keys);
          return at < 0 ? null : Grouping.text(run.points().bits(at));
        };
      }
      case PARAM -> new Recent(field.key(), LiveRun::params)::value;
      case TAG -> new Recent(field.key(), LiveRun::tags)::value;
      default -> RunTest.text(field)::value;
    };
  }

  /** A param's or tag's values: most come again and again, and are not made anew each time. */
  private static final class Recent {
    private static final int SLOTS = 256;

    private final Keys.Place place;
    private final Function<LiveRun, Texts> texts;
    private final byte[][] bytes = new byte[SLOTS][];
    private final @Nullable String[] strings = new String[SLOTS];

    Recent(String key, Function<LiveRun, Texts> texts) {
      this.place = new Keys.Place(key);
      this.texts = texts;
    }

    @Nullable String value(LiveRun run) {
      Texts all = texts.apply(run);
      int at = place.in(all.keys);
      if (at < 0) {
        return null;
      }
      int from = all.from(at);
      int to = all.to(at);
      int hash = 0;
      for (int i = from; i < to; i++) {
        hash = 31 * hash + all.bytes[i];
      }
      int slot = (hash ^ (hash >>> 8)) & (SLOTS - 1);
      String known = strings[slot];
      if (known != null && Arrays.equals(bytes[slot], 0, bytes[slot].length, all.bytes, from, to)) {
        return known;
      }
      String fresh = all.text(at);
      bytes[slot] = Arrays.copyOfRange(all.bytes, from, to);
      strings[slot] = fresh;
      return fresh;
    }
  }

  @Override
  public void tell(RowSink sink) {
    @Nullable String[] keys = new String[by.size()];
    for (LiveExperiment.Snapshot one : all) {
      for (int i = 0; i < one.size(); i++) {
        LiveRun run = one.runs()[i];
        if (run != null && view.holds(run) && test.holds(run)) {
          matching.add(run);
          for (int k = 0; k < keys.length; k++) {
            keys[k] = by.get(k).apply(run);
          }
          Instant ended = run.info().endedAt();
          sink.row(
              keys,
              run.info().startedAt().toEpochMilli(),
              ended == null ? RUNNING : ended.toEpochMilli());
        }
      }
    }
  }

  @Override
  public void metrics(List<String> keys, NumberSink sink) {
    Keys.Place[] places = keys.stream().map(Keys.Place::new).toArray(Keys.Place[]::new);
    for (int i = 0; i < matching.size(); i++) {
      Points points = matching.get(i).points();
      for (int k = 0; k < places.length; k++) {
        int at = places[k].in(points.keys);
        if (at >= 0) {
          sink.number(i, k, MetricBits.value(points.bits(at)));
        }
      }
    }
  }

  @Override
  public void texts(List<RunField> fields, TextSink sink) {
    List<Function<LiveRun, @Nullable String>> texts =
        fields.stream().map(LiveGroupRows::value).toList();
    for (int i = 0; i < matching.size(); i++) {
      for (int f = 0; f < texts.size(); f++) {
        String value = texts.get(f).apply(matching.get(i));
        if (value != null) {
          sink.text(i, f, value);
        }
      }
    }
  }
}
