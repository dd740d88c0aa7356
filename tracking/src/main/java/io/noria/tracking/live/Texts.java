package io.noria.tracking.live;

import io.noria.tracking.FoundRun;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A run's params or tags: the values in UTF-8, one after the other. Immutable. */
final class Texts {
  static final Texts NONE = new Texts(Keys.NONE, new byte[0], new int[0]);

  final Keys keys;
  final byte[] bytes;
  private final int[] ends;

  private Texts(Keys keys, byte[] bytes, int[] ends) {
    this.keys = keys;
    this.bytes = bytes;
    this.ends = ends;
  }

  /** The texts of keys that are sorted. */
  static Texts of(Keys keys, List<String> values) {
    if (keys.size() == 0) {
      return NONE;
    }
    int[] ends = new int[values.size()];
    byte[] bytes = new byte[16 * values.size()];
    int length = 0;
    for (int i = 0; i < ends.length; i++) {
      byte[] value = values.get(i).getBytes(StandardCharsets.UTF_8);
      if (length + value.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + value.length, 2 * bytes.length));
      }
      System.arraycopy(value, 0, bytes, length, value.length);
      length += value.length;
      ends[i] = length;
    }
    return new Texts(keys, Arrays.copyOf(bytes, length), ends);
  }

  int from(int at) {
    return at == 0 ? 0 : ends[at - 1];
  }

  int to(int at) {
    return ends[at];
  }

  String text(int at) {
    int from = from(at);
    return new String(bytes, from, ends[at] - from, StandardCharsets.UTF_8);
  }

  void tell(FoundRun.TextSink sink) {
    int from = 0;
    for (int i = 0; i < ends.length; i++) {
      sink.text(keys.name(i), bytes, from, ends[i] - from);
      from = ends[i];
    }
  }

  /** About how many bytes of memory it takes. */
  long size() {
    return keys.size() == 0 ? 0 : 24 + 16 + bytes.length + 16 + 4L * ends.length;
  }
}
