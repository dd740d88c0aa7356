package io.noria.datasets;

import io.noria.base.NoriaException;
import io.noria.datasets.expectation.Expectations;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content offered as a version of a dataset.
 *
 * @param dataset the dataset's name; made when it is new
 * @param label what the version is about, for example {@code 2013-04}
 * @param files Parquet or CSV files of one shape, in the order to read them; left as they are
 * @param timeColumn the column of event time; null when there is none
 * @param source where it comes from, for people: a path, an address
 * @param expectations what it must meet; null accepts anything readable
 * @param arrivedAt when it came, in event time; null means its latest event time
 */
public record OfferedVersion(
    String dataset,
    String label,
    List<Path> files,
    @Nullable String timeColumn,
    String source,
    @Nullable Expectations expectations,
    @Nullable Instant arrivedAt) {
  /** Validates and copies. */
  public OfferedVersion {
    DatasetVersionId.checkName("dataset", dataset);
    DatasetVersionId.checkName("label", label);
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw NoriaException.invalid("files: none (expected: at least one Parquet or CSV file)");
    }
  }

  /** Came when its latest event happened. */
  public OfferedVersion(
      String dataset,
      String label,
      List<Path> files,
      @Nullable String timeColumn,
      String source,
      @Nullable Expectations expectations) {
    this(dataset, label, files, timeColumn, source, expectations, null);
  }
}
