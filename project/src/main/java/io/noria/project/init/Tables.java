package io.noria.project.init;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.project.init.Decision.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens files as a table: as a server would read them if it can, else read with more care. */
final class Tables {
  /** More columns than this are refused: each is scanned, checked, served and watched. */
  static final int MOST_COLUMNS = 2000;

  private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
  private static final Pattern COUNT =
      Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");

  private final Engine engine;
  private final Path work;
  private final List<Decision> decisions;

  /**
   * With room for copies.
   *
   * @param work a folder that is deleted afterwards
   * @param decisions where what was found is noted
   */
  Tables(Engine engine, Path work, List<Decision> decisions) {
    this.engine = engine;
    this.work = work;
    this.decisions = decisions;
  }

  /** A table of the files and how far each row of it goes. */
  record Opened(Table table, FullLook look) {}

  /** Opens and scans once. */
  Opened open(DataFiles found) {
    return switch (found.kind()) {
      case PARQUET -> parquet(found.files());
      case CSV -> csv(found.files());
    };
  }

  private Opened parquet(List<Path> files) {
    Table first;
    try {
      first = Table.parquet(engine, files.subList(0, 1));
      requireNarrow(files.getFirst(), first.columns().size());
      for (Path file : files.subList(1, files.size())) {
        requireAlike(
            files.getFirst(), first.names(), file, Table.parquet(engine, List.of(file)).names());
      }
      Table all = Table.parquet(engine, files);
      return new Opened(all, FullLook.at(all));
    } catch (NoriaException e) {
      throw e.getMessage().startsWith("--data") ? e : unreadable(files.getFirst(), e);
    }
  }

  private static void requireNarrow(Path file, int columns) {
    if (columns > MOST_COLUMNS) {
      throw NoriaException.invalid(
          "--data: %s has %s columns (expected: at most %s; make a table of those that matter, or of a few figures that sum many of them up)"
              .formatted(file, Shown.count(columns), Shown.count(MOST_COLUMNS)));
    }
  }

  private static void requireAlike(Path one, List<String> names, Path other, List<String> others) {
    List<String> missing = names.stream().filter(name -> !others.contains(name)).toList();
    List<String> more = others.stream().filter(name -> !names.contains(name)).toList();
    if (missing.isEmpty() && more.isEmpty()) {
      return;
    }
    String what =
        missing.isEmpty()
            ? "has " + Names.few(more, 5) + " more than " + one
            : "has no " + Names.few(missing, 5) + ", which " + one + " has";
    throw NoriaException.invalid(
        "--data: %s %s (expected: files with the same columns; name those that belong together by a glob)"
            .formatted(other, what));
  }

  private Opened csv(List<Path> files) {
    List<CsvText> texts = new ArrayList<>();
    CsvDialect dialect = null;
    for (Path file : files) {
      CsvText text = CsvText.of(file, work);
      texts.add(text);
      CsvDialect own = CsvDialect.of(text.file(), file);
      if (dialect == null) {
        dialect = own;
        requireNarrow(file, own.names().size());
      } else {
        requireAlike(files.getFirst(), dialect.names(), file, own.names());
      }
    }
    CsvDialect common = java.util.Objects.requireNonNull(dialect, "there is a file");
    if (!common.header()) {
      decisions.add(
          new Decision(
              "data",
              Kind.WARNING,
              "the columns are called " + Names.few(common.names(), 3),
              "the first line of %s holds numbers, so it holds no names"
                  .formatted(files.getFirst().getFileName()),
              "put a line of names first"));
    }
    List<Path> paths = texts.stream().map(CsvText::file).toList();
    String changed =
        texts.stream().map(CsvText::how).filter(how -> how != null).findFirst().orElse(null);
    if (changed == null) {
      Opened plain = plain(paths, common);
      if (plain != null) {
        return plain;
      }
    }
    return careful(files, paths, common, changed == null ? "" : changed);
  }

  /** As a server reads it: by the engine's own lights; null when these mislead. */
  private @Nullable Opened plain(List<Path> files, CsvDialect dialect) {
    try {
      Table table = Table.open(engine, "read_csv(" + Table.list(files) + ")", files, true);
      return table.names().equals(dialect.names()) ? new Opened(table, FullLook.at(table)) : null;
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.INVALID_ARGUMENT) {
        throw e;
      }
      return null;
    }
  }

  /** By the dialect we found, every value as text, into a Parquet file. */
  private Opened careful(List<Path> files, List<Path> paths, CsvDialect dialect, String changed) {
    List<Path> staged = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      Path out = work.resolve("staged-" + i + ".parquet");
      List<Path> one = List.of(paths.get(i));
      try {
        Table.open(engine, "read_csv(" + Table.list(one) + options(dialect) + ")", one, false)
            .write("*", "", out);
      } catch (NoriaException e) {
        throw unreadable(files.get(i), e);
      }
      staged.add(out);
    }
    decisions.add(
        new Decision(
            "data",
            Kind.DATA,
            "converted to Parquet",
            changed.isEmpty()
                ? "the types that its first lines suggest do not hold to its end"
                : "it was " + changed,
            ""));
    Table table = Table.open(engine, "read_parquet(" + Table.list(staged) + ")", staged, false);
    return new Opened(table, FullLook.at(table));
  }

  private static String options(CsvDialect dialect) {
    String columns =
        dialect.names().stream()
            .map(name -> Names.text(name) + ": 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"));
    return ", auto_detect = false, header = %b, delim = %s, quote = '\"', escape = '\"', columns = %s"
        .formatted(dialect.header(), Names.text(String.valueOf(dialect.delimiter())), columns);
  }

  /** The engine's error about a file as a sentence about the file. */
  private static NoriaException unreadable(Path file, NoriaException e) {
    String message = String.valueOf(e.getMessage());
    if (e.code() != ErrorCode.INVALID_ARGUMENT) {
      return e;
    }
    Matcher line = LINE.matcher(message);
    Matcher count = COUNT.matcher(message);
    String text;
    if (line.find()) {
      String what =
          count.find()
              ? "%s values (expected: %s, as its first line has; mend that line)"
                  .formatted(found(count.group(1), count.group(2)), count.group(1))
              : message.contains("quote")
                  ? "a quote that is not closed (expected: \"…\" around a value, \"\" inside it)"
                  : "cannot be read (expected: a line of values; mend it)";
      text = "--data: %s line %s: %s".formatted(file, line.group(1), what);
    } else {
      text =
          "--data: %s cannot be read: %s (expected: CSV or Parquet; write the file again)"
              .formatted(file, message.replaceFirst("^SQL: ", ""));
    }
    return new NoriaException(ErrorCode.INVALID_ARGUMENT, text, e);
  }

  /** The engine stops counting at one too many. */
  private static String found(String expected, String found) {
    return Long.parseLong(found) > Long.parseLong(expected) ? "more than " + expected : found;
  }
}
