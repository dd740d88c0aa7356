package io.noria.datasets;

import io.noria.base.Ref;
import io.noria.engine.Field;
import io.noria.storage.object.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable content of a dataset. Only its status may change.
 *
 * @param id its address
 * @param digest SHA-256 over the schema and the digests of the files in their order: equal digests
 *     mean equal content
 * @param files the bytes, in the order they are read
 * @param schema the columns
 * @param profile what the columns hold
 * @param rows how many
 * @param timeColumn the column of event time; null when the data has none
 * @param from the earliest event time; null without a time column or rows
 * @param to the latest event time, included; null likewise
 * @param source where it came from, as the one who offered it said
 * @param status whether it may be used
 * @param failures why it was refused; empty when it was not
 * @param expectations the digest of the expectations it was checked against; null when there were
 *     none
 * @param actor who offered it
 * @param recordedAt when it was recorded
 * @param revocation who withdrew it, when and why; null unless it is revoked
 */
public record DatasetVersion(
    DatasetVersionId id,
    Digest digest,
    List<DataFile> files,
    List<Field> schema,
    Profile profile,
    long rows,
    @Nullable String timeColumn,
    @Nullable Instant from,
    @Nullable Instant to,
    String source,
    Status status,
    List<Failure> failures,
    @Nullable Digest expectations,
    String actor,
    Instant recordedAt,
    @Nullable Revocation revocation) {

  /** Whether a version may be used. */
  public enum Status {
    /** It met its expectations. */
    ACCEPTED,
    /** It broke them; kept as evidence, never read by pipelines. */
    REFUSED,
    /** It was accepted and later withdrawn. */
    REVOKED
  }

  /**
   * A file of a version.
   *
   * @param name its name when it was offered, without folders
   * @param digest SHA-256 of its bytes
   * @param size bytes
   */
  public record DataFile(String name, Digest digest, long size) {}

  /**
   * An expectation that was not met.
   *
   * @param column null when it is about the whole table
   * @param expectation its kind, as the expectations file names it, for example {@code
   *     mean_between}
   * @param expected what the file asks for
   * @param observed what came
   * @param rows how many rows break it; null when it is about the column as a whole
   */
  public record Failure(
      @Nullable String column,
      String expectation,
      String expected,
      String observed,
      @Nullable Long rows) {
    /** One sentence: the column, what came, what was expected, and how many rows. */
    public String message() {
      return (column == null ? "" : column + ": ")
          + observed
          + " (expected: "
          + expected
          + (rows == null ? ")" : "; " + rows + (rows == 1 ? " row)" : " rows)"));
    }
  }

  /**
   * That a version was withdrawn.
   *
   * @param why in the words of who did it
   * @param by who
   * @param at when it was recorded
   */
  public record Revocation(String why, String by, Instant at) {}

  /** Copies the lists. */
  public DatasetVersion {
    files = List.copyOf(files);
    schema = List.copyOf(schema);
    failures = List.copyOf(failures);
  }

  /** A version that was not withdrawn. */
  public DatasetVersion(
      DatasetVersionId id,
      Digest digest,
      List<DataFile> files,
      List<Field> schema,
      Profile profile,
      long rows,
      @Nullable String timeColumn,
      @Nullable Instant from,
      @Nullable Instant to,
      String source,
      Status status,
      List<Failure> failures,
      @Nullable Digest expectations,
      String actor,
      Instant recordedAt) {
    this(
        id,
        digest,
        files,
        schema,
        profile,
        rows,
        timeColumn,
        from,
        to,
        source,
        status,
        failures,
        expectations,
        actor,
        recordedAt,
        null);
  }

  /** The address of the record. */
  public Ref ref() {
    return id.ref();
  }

  /** The dataset's name. */
  public String dataset() {
    return id.dataset();
  }

  /** The label, without the revision. */
  public String label() {
    return id.label();
  }

  /** Which content of the label: 1 for the first that came. */
  public int revision() {
    return id.revision();
  }

  /** Bytes of all files. */
  public long size() {
    return files.stream().mapToLong(DataFile::size).sum();
  }
}
