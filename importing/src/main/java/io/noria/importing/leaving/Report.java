package io.noria.importing.leaving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was written, and what could not be written as it was. Not thread-safe. */
public final class Report {
  private static final int MOST_NOTES = 10_000;

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private long more;

  /**
   * Something that MLflow's form has no place for, or that was not to be had.
   *
   * @param where what it is
   * @param what what became of it
   */
  public record Note(String where, String what) {}

  Report() {
    // The order in which people read them.
    for (String kind :
        List.of(
            "experiments",
            "runs",
            "points",
            "logged models",
            "registered models",
            "versions",
            "traces",
            "spans",
            "assessments",
            "evaluation datasets",
            "scorers",
            "files",
            "bytes")) {
      counts.put(kind, 0L);
    }
  }

  void add(String kind, long count) {
    counts.merge(kind, count, Long::sum);
  }

  void note(String where, String what) {
    if (notes.size() < MOST_NOTES) {
      notes.add(new Note(where, what));
    } else {
      more++;
    }
  }

  /** How many of each kind were written. */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** What is to be said, in order; the first ten thousand. */
  public List<Note> notes() {
    return Collections.unmodifiableList(notes);
  }

  /** How many notes there were beyond those. */
  public long moreNotes() {
    return more;
  }
}
