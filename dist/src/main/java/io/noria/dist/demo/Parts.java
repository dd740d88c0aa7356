package io.noria.dist.demo;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the demo's time went: every moment between two marks belongs to the later one. */
final class Parts {
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private long since = System.nanoTime();

  /** What has passed since the last mark was spent on the part. */
  void spent(String part) {
    long now = System.nanoTime();
    nanos.merge(part, now - since, Long::sum);
    since = now;
  }

  /** For example {@code start 2.1, predictions 17.0}; seconds. */
  @Override
  public String toString() {
    return nanos.entrySet().stream()
        .map(part -> String.format(Locale.ROOT, "%s %.1f", part.getKey(), part.getValue() / 1e9))
        .collect(Collectors.joining(", "));
  }
}
