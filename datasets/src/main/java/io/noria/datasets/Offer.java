package io.noria.datasets;

/** What became of an offered version. */
public sealed interface Offer {
  /** The version as it is recorded. */
  DatasetVersion version();

  /** It is new and met its expectations. */
  record Accepted(DatasetVersion version) implements Offer {}

  /** It is new and broke its expectations: {@link DatasetVersion#failures} says how. */
  record Refused(DatasetVersion version) implements Offer {}

  /**
   * The same content under the same label was there already, accepted or refused; nothing was
   * recorded.
   */
  record Unchanged(DatasetVersion version) implements Offer {}

  /**
   * The same content under the same label was withdrawn: it stays out, and nothing was recorded.
   * {@link DatasetVersion#revocation} says why.
   */
  record Revoked(DatasetVersion version) implements Offer {}
}
