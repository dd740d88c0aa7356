package io.noria.project.yaml;

import io.noria.project.ProjectSpec.Command;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@code model} says about scripts of the project's own. */
final class CommandSection {
  private static final Span TIME = new Span(1, Span.Unit.HOUR);
  private static final long MEMORY = 16L << 30;
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,7})\\s*(MB|MiB|GB|GiB)");

  private CommandSection() {}

  /** The scripts; null when the section names none. */
  static @Nullable Command read(YamlMap model) {
    YamlNode train = model.find("command");
    YamlNode predict = model.find("predict");
    YamlNode format = model.find("format");
    YamlNode limits = model.find("limits");
    if (train == null) {
      for (YamlNode lone : new @Nullable YamlNode[] {predict, format, limits}) {
        if (lone != null) {
          throw lone.error(lone.came(), "model.command beside it, for example python train.py");
        }
      }
      return null;
    }
    if (predict == null) {
      throw train.error(
          train.came(), "model.predict beside it, the program that answers: python predict.py");
    }
    YamlMap bounds = limits == null ? null : limits.map("time", "memory");
    YamlNode time = bounds == null ? null : bounds.find("time");
    YamlNode memory = bounds == null ? null : bounds.find("memory");
    return new Command(
        train.text("a command line"),
        predict.text("a command line"),
        format == null ? "csv" : format.oneOf(List.of("csv", "parquet")),
        (time == null ? TIME : time.someSpan()).length(),
        memory == null ? MEMORY : bytes(memory));
  }

  private static long bytes(YamlNode node) {
    String expected = "bytes such as 512 MB or 8 GB";
    Matcher matcher = BYTES.matcher(node.text(expected).strip());
    if (!matcher.matches()) {
      throw node.error(node.came(), expected);
    }
    long amount = Long.parseLong(matcher.group(1));
    boolean giga = matcher.group(2).toLowerCase(Locale.ROOT).startsWith("g");
    long bytes = amount << (giga ? 30 : 20);
    if (bytes < 16L << 20) {
      throw node.error(node.came(), "at least 16 MB");
    }
    return bytes;
  }
}
