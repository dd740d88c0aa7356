package io.noria.serving.table;

import io.noria.base.NoriaException;
import io.noria.engine.FileForm;
import io.noria.storage.object.S3File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A file of a batch's input.
 *
 * @param name below the folder that was named, with {@code /}; how its output is called
 * @param where its full address, for people
 * @param bytes its size
 * @param stamp another content has another one
 * @param form what is in it
 * @param here where it lies; null when it must be fetched
 * @param there where it is fetched from; null when it lies here
 */
record TableInput(
    String name,
    String where,
    long bytes,
    String stamp,
    FileForm form,
    @Nullable Path here,
    @Nullable S3File there) {
  static final String ENDINGS = "*.parquet, *.csv, *.tsv, *.jsonl or *.ndjson";

  /** The form that the file's name tells. */
  static Optional<FileForm> form(String file) {
    String name = file.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "parquet", "pq" -> Optional.of(FileForm.PARQUET);
      case "csv", "tsv" -> Optional.of(FileForm.CSV);
      case "jsonl", "ndjson" -> Optional.of(FileForm.JSON_LINES);
      default -> Optional.empty();
    };
  }

  /** The form that all of them have. */
  static FileForm form(String in, List<TableInput> files) {
    TreeSet<FileForm> forms = new TreeSet<>();
    files.forEach(file -> forms.add(file.form()));
    if (forms.size() > 1) {
      throw NoriaException.invalid("in: " + in + " has files of " + forms + " (expected: one)");
    }
    return forms.first();
  }

  /** How the output of this file is called when it has another form. */
  String name(FileForm out) {
    if (out == form) {
      return out == FileForm.PARQUET ? name : name.replaceFirst("(?i)\\.(gz|zst)$", "");
    }
    String ending =
        switch (out) {
          case PARQUET -> ".parquet";
          case CSV -> ".csv";
          case JSON_LINES -> ".jsonl";
        };
    return name.replaceFirst("(?i)\\.(parquet|pq|csv|tsv|jsonl|ndjson)(\\.(gz|zst))?$", "")
        + ending;
  }
}
