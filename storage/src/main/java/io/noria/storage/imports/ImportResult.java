package io.noria.storage.imports;

import java.util.List;

/**
 * What became of a record that was to be brought over.
 *
 * @param kind what it is: {@code experiment}, {@code run}, {@code points}, …
 * @param id its id in the source
 * @param here its id here; empty when it is not here
 * @param outcome what became of it
 * @param notes what could not be kept, and why it was left
 */
public record ImportResult(
    String kind, String id, String here, Outcome outcome, List<String> notes) {
  /** What can become of a record. */
  public enum Outcome {
    /** It is new here. */
    CREATED,
    /** It was brought over before, has changed there since, and is as it is there now. */
    UPDATED,
    /** It was brought over before, and nothing changed. */
    SAME,
    /** What is here stays: it was never brought over, or somebody changed it here since. */
    LEFT,
    /** It cannot be here. */
    REFUSED
  }

  /** Copies. */
  public ImportResult {
    notes = List.copyOf(notes);
  }
}
