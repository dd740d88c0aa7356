package io.noria.stats;

/**
 * Compares two samples of one column. Implementations are final, stateless and thread-safe; every
 * one is listed in {@link DriftTests#ALL} and keeps the shared contract: identical samples score
 * lowest, the order of rows is irrelevant, and swapping the sides changes nothing where {@link
 * #symmetric()} says so.
 */
public interface DriftTest {
  /** The name in project files, on wires and pages; lower case. */
  String name();

  /** One sentence for people, with the source. */
  String description();

  /** Whether it can compare such columns. */
  boolean appliesTo(ColumnType type);

  /** Whether swapping the sides leaves the score as it is. */
  boolean symmetric();

  /** Compares; an exchange of rows within a side changes nothing. */
  DriftScore score(Sample reference, Sample current);
}
