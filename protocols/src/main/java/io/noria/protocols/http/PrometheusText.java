package io.noria.protocols.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes figures in Prometheus' text format, version 0.0.4. Samples of one name must follow their
 * {@link #type} line together. Not thread-safe.
 */
public final class PrometheusText {
  /** The format's content type. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(8192);

  /** Something that has figures to show. */
  @FunctionalInterface
  public interface Source {
    /** Writes its figures. */
    void write(PrometheusText out);
  }

  /** Begins a family: its name, {@code counter}, {@code gauge} or {@code histogram}, and why. */
  public void type(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /** One sample; labels are name, value, name, value… */
  public void sample(String name, double value, String... labels) {
    out.append(name);
    if (labels.length > 0) {
      out.append('{');
      labels(labels);
      out.append('}');
    }
    out.append(' ');
    number(value);
    out.append('\n');
  }

  /** One cumulative bucket of the histogram {@code name}. */
  public void bucket(String name, double bound, long count, String... labels) {
    out.append(name).append("_bucket{");
    labels(labels);
    if (labels.length > 0) {
      out.append(',');
    }
    out.append("le=\"");
    number(bound);
    out.append("\"} ").append(count).append('\n');
  }

  /**
   * Keeps only samples of these names, with what is said of their families.
   *
   * @param names of samples or families; empty to keep all
   */
  public void keep(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    StringBuilder family = new StringBuilder();
    String familyName = "";
    for (String line : out.toString().split("\n")) {
      if (line.startsWith("# HELP ")) {
        familyName = line.substring(7, line.indexOf(' ', 7));
        family.setLength(0);
      }
      if (line.startsWith("#")) {
        family.append(line).append('\n');
        continue;
      }
      int brace = line.indexOf('{');
      String sample = line.substring(0, brace < 0 ? line.indexOf(' ') : brace);
      if (names.contains(sample) || names.contains(familyName)) {
        kept.append(family).append(line).append('\n');
        family.setLength(0);
      }
    }
    out.setLength(0);
    out.append(kept);
  }

  /** The text so far. */
  public byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void labels(String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (i > 0) {
        out.append(',');
      }
      out.append(labels[i]).append("=\"");
      escape(labels[i + 1]);
      out.append('"');
    }
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(value.charAt(i));
      }
    }
  }

  private void number(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      out.append("+Inf");
    } else if (value == Double.NEGATIVE_INFINITY) {
      out.append("-Inf");
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.append((long) value);
    } else {
      out.append(value);
    }
  }
}
