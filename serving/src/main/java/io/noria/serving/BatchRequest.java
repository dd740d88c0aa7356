package io.noria.serving;

import io.noria.base.NoriaException;
import io.noria.engine.FileForm;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables whose every row is to be predicted: exactly one row out for each row in, in their order.
 *
 * @param model {@code models:/NAME/VERSION}, {@code models:/NAME@ALIAS}, {@code
 *     models:/NAME/STAGE}, {@code models:/NAME/latest} or {@code deployments:/NAME}; a command may
 *     mean files by it
 * @param in a file, a folder or a pattern with {@code *}, of this machine or {@code s3://…}, or
 *     {@code datasets:/NAME@VERSION}
 * @param inFormat {@code parquet}, {@code csv} or {@code jsonl}; null to tell by each file's ending
 * @param out a file, or a folder with a slash at its end that gets one file for each of the
 *     input's; of this machine or {@code s3://…}; or {@code datasets:/NAME@LABEL}
 * @param format as {@code inFormat}; null to tell by the ending, in a folder the input's
 * @param onlyPredictions whether the input's columns are left out
 * @param probabilities whether each class's probability gets a column of its own
 * @param nullOnError whether a row that cannot be asked gets null; else it ends the job
 */
public record BatchRequest(
    String model,
    String in,
    @Nullable String inFormat,
    String out,
    @Nullable String format,
    boolean onlyPredictions,
    boolean probabilities,
    boolean nullOnError) {
  private static final int LONGEST = 4096;

  /** Validates. */
  public BatchRequest {
    check("model", model);
    check("in", in);
    check("out", out);
    form("in_format", inFormat);
    form("format", format);
  }

  /** The same with other places. */
  public BatchRequest between(String from, String to) {
    return new BatchRequest(
        model, from, inFormat, to, format, onlyPredictions, probabilities, nullOnError);
  }

  /** The input's form, if it was said. */
  public Optional<FileForm> inForm() {
    return form("in_format", inFormat);
  }

  /** The output's form, if it was said. */
  public Optional<FileForm> outForm() {
    return form("format", format);
  }

  private static void check(String what, String text) {
    if (text.isBlank() || text.length() > LONGEST || text.indexOf('\0') >= 0) {
      throw NoriaException.invalid(
          "%s: %s (expected: 1 to %d characters)"
              .formatted(what, text.isBlank() ? "empty" : text.length() + " characters", LONGEST));
    }
  }

  private static Optional<FileForm> form(String what, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "parquet" -> Optional.of(FileForm.PARQUET);
      case "csv", "tsv" -> Optional.of(FileForm.CSV);
      case "jsonl", "ndjson" -> Optional.of(FileForm.JSON_LINES);
      default ->
          throw NoriaException.invalid(what + ": " + text + " (expected: parquet, csv or jsonl)");
    };
  }
}
