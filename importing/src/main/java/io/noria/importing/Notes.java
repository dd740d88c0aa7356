package io.noria.importing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be said of one run or model, each thing once with how often it was met: a run may have
 * a million points. Not thread-safe.
 */
public final class Notes {
  private final Map<String, Long> counts = new LinkedHashMap<>();

  /** Something was met once more. */
  public void add(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** Whether there is nothing to be said. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Tells the sink, and forgets. */
  public void tell(ImportSink sink, String where) {
    counts.forEach(
        (what, times) -> sink.note(where, times == 1 ? what : what + " (" + times + ")"));
    counts.clear();
  }
}
