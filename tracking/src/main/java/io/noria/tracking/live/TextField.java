package io.noria.tracking.live;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A text of runs. Used by one thread. */
abstract class TextField {
  /** Says something about UTF-8 bytes. */
  @FunctionalInterface
  interface Bytes {
    boolean test(byte[] utf8, int from, int to);
  }

  /** Whether the run has a value of which the test is true. */
  abstract boolean any(LiveRun run, Bytes test);

  /** Whether the run has a value. */
  abstract boolean has(LiveRun run);

  /** The value, or null. */
  abstract @Nullable String value(LiveRun run);

  /** The value of a param or tag. */
  static TextField keyed(String key, Function<LiveRun, Texts> texts) {
    return new TextField() {
      private final Keys.Place place = new Keys.Place(key);

      @Override
      boolean any(LiveRun run, Bytes test) {
        Texts all = texts.apply(run);
        int at = place.in(all.keys);
        return at >= 0 && test.test(all.bytes, all.from(at), all.to(at));
      }

      @Override
      boolean has(LiveRun run) {
        return place.in(texts.apply(run).keys) >= 0;
      }

      @Override
      @Nullable String value(LiveRun run) {
        Texts all = texts.apply(run);
        int at = place.in(all.keys);
        return at < 0 ? null : all.text(at);
      }
    };
  }

  /** What every run has. */
  static TextField always(Function<LiveRun, String> value) {
    return new TextField() {
      @Override
      boolean any(LiveRun run, Bytes test) {
        return holds(value.apply(run), test);
      }

      @Override
      boolean has(LiveRun run) {
        return true;
      }

      @Override
      String value(LiveRun run) {
        return value.apply(run);
      }
    };
  }

  /** Something of the datasets that a run read. */
  static TextField datasets(Function<LiveRun.Dataset, @Nullable String> value) {
    return new TextField() {
      @Override
      boolean any(LiveRun run, Bytes test) {
        for (LiveRun.Dataset dataset : run.datasets()) {
          String text = value.apply(dataset);
          if (text != null && holds(text, test)) {
            return true;
          }
        }
        return false;
      }

      @Override
      boolean has(LiveRun run) {
        return !run.datasets().isEmpty();
      }

      @Override
      @Nullable String value(LiveRun run) {
        return run.datasets().isEmpty() ? null : value.apply(run.datasets().getFirst());
      }
    };
  }

  private static boolean holds(String text, Bytes test) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return test.test(utf8, 0, utf8.length);
  }
}
