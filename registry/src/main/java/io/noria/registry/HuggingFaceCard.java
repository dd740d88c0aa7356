package io.noria.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A card as the README.md of a Hugging Face repository: YAML front matter with licence, library,
 * tags, data, metrics and a model-index of results, then Markdown. Source: the Hub's documentation
 * of model cards and their metadata. Pure.
 */
public final class HuggingFaceCard {
  private static final Set<String> LICENSES =
      Set.of(
          "apache-2.0",
          "mit",
          "bsd",
          "bsd-2-clause",
          "bsd-3-clause",
          "mpl-2.0",
          "epl-2.0",
          "gpl-2.0",
          "gpl-3.0",
          "agpl-3.0",
          "lgpl-2.1",
          "lgpl-3.0",
          "cc0-1.0",
          "cc-by-4.0",
          "cc-by-sa-4.0",
          "cc-by-nc-4.0",
          "isc",
          "unlicense",
          "openrail",
          "unknown",
          "other");

  private HuggingFaceCard() {}

  /** The whole file. */
  public static String readme(CardEvidence evidence) {
    StringBuilder out = new StringBuilder("---\n");
    license(out, evidence.license());
    field(out, "library_name", evidence.library());
    list(out, "language", split(evidence, "language"));
    list(out, "tags", tags(evidence));
    list(out, "datasets", evidence.data().stream().map(CardEvidence.Data::name).toList());
    list(out, "metrics", evidence.metrics().stream().map(CardEvidence.Metric::name).toList());
    list(out, "base_model", split(evidence, "base_model"));
    field(out, "pipeline_tag", evidence.task());
    field(out, "model_name", evidence.version().id().model());
    index(out, evidence);
    return out.append("---\n\n").append(CardPage.markdown(evidence)).toString();
  }

  private static void license(StringBuilder out, String license) {
    if (license.isBlank()) {
      return;
    }
    String lower = license.strip().toLowerCase(Locale.ROOT);
    if (LICENSES.contains(lower)) {
      field(out, "license", lower);
    } else {
      field(out, "license", "other");
      field(out, "license_name", license.strip());
    }
  }

  private static List<String> split(CardEvidence evidence, String tag) {
    return evidence.tag(tag).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /** Our name, the task, and the version's own tags that no field of their own speaks for. */
  private static List<String> tags(CardEvidence evidence) {
    List<String> tags = new ArrayList<>(List.of("noria"));
    if (!evidence.task().isEmpty()) {
      tags.add(evidence.task());
    }
    Set<String> fields =
        Set.of("license", "language", "base_model", "library_name", "pipeline_tag");
    evidence
        .version()
        .tags()
        .forEach((key, value) -> {
          if (!fields.contains(key) && !key.startsWith("mlflow.") && value.length() <= 100) {
            tags.add(value.isEmpty() ? key : key + ":" + value);
          }
        });
    return tags;
  }

  /** The model-index; every result needs a task, a dataset and at least one metric. */
  private static void index(StringBuilder out, CardEvidence evidence) {
    if (evidence.metrics().isEmpty()) {
      return;
    }
    String task = evidence.task().isEmpty() ? "other" : evidence.task();
    out.append("model-index:\n- name: ");
    out.append(quoted(evidence.version().id().model())).append("\n  results:\n");
    for (Map.Entry<String, List<CardEvidence.Metric>> one : evidence.metricsByData().entrySet()) {
      String on = one.getKey().isEmpty() ? "unknown" : one.getKey();
      int at = on.indexOf('@');
      out.append("  - task:\n      type: ").append(quoted(task));
      out.append("\n      name: ").append(quoted(task.replace('-', ' ')));
      out.append("\n    dataset:\n      type: ");
      out.append(quoted(at < 0 ? on : on.substring(0, at)));
      out.append("\n      name: ").append(quoted(on)).append('\n');
      if (at >= 0) {
        out.append("      revision: ").append(quoted(on.substring(at + 1))).append('\n');
      }
      out.append("    metrics:\n");
      for (CardEvidence.Metric metric : one.getValue()) {
        out.append("    - type: ").append(quoted(metric.name()));
        out.append("\n      value: ").append(number(metric.value()));
        out.append("\n      name: ").append(quoted(metric.name())).append('\n');
      }
      String run = evidence.links().run();
      out.append("    source:\n      name: ");
      out.append(quoted(run == null ? "Noria, the model" : "Noria, the run that made it"));
      out.append("\n      url: ").append(quoted(run == null ? evidence.links().model() : run));
      out.append('\n');
    }
  }

  private static void field(StringBuilder out, String key, String value) {
    if (!value.isBlank()) {
      out.append(key).append(": ").append(quoted(value)).append('\n');
    }
  }

  private static void list(StringBuilder out, String key, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    out.append(key).append(":\n");
    for (String value : new LinkedHashSet<>(values)) {
      out.append("- ").append(quoted(value)).append('\n');
    }
  }

  /**
   * The text in double quotes: whatever it is, YAML 1.1 and 1.2 read it as this text ({@code no},
   * {@code 1.0} and {@code a: b} too).
   */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            default -> {
              if (c >= 0x20 && c < 0x7f || c >= 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              }
            }
          }
        });
    return out.append('"').toString();
  }

  /** A number that YAML 1.1 reads as one: with a point, and a sign at its exponent. */
  static String number(double value) {
    String text = Double.toString(value);
    int exponent = text.indexOf('E');
    return exponent < 0 || text.charAt(exponent + 1) == '-'
        ? text.replace('E', 'e')
        : text.substring(0, exponent) + "e+" + text.substring(exponent + 1);
  }
}
