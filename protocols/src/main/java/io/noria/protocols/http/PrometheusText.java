package io.noria.protocols.http;

import java.nio.charset.StandardCharsets;

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
