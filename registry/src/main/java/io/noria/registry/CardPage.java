package io.noria.registry;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A card's text with its evidence as it is now: what changed since it was written says so. Pure.
 */
public final class CardPage {
  private CardPage() {}

  /** The page as Markdown. */
  public static String markdown(CardEvidence evidence) {
    StringBuilder out = new StringBuilder();
    ModelVersionId id = evidence.version().id();
    ModelCard card = evidence.card();
    out.append("# ").append(line(id.model())).append(" version ").append(id.version());
    out.append("\n\n");
    text(out, evidence.overview());
    text(out, evidence.version().description());
    out.append("| | |\n|---|---|\n");
    row(out, "Library", evidence.library());
    row(out, "Task", evidence.task());
    row(out, "Architecture", evidence.architecture());
    row(out, "Owner", card == null ? evidence.version().user() : card.details().owner());
    row(out, "Licence", evidence.license());
    row(out, "Registered", evidence.version().createdAt().toString());
    row(out, "Stage", evidence.version().stage().title());
    row(out, "Aliases", String.join(", ", evidence.version().aliases()));
    row(out, "Page", "<" + evidence.links().model() + ">");
    if (card != null) {
      out.append("\n## Intended use\n\n");
      said(out, "Question", card.intendedUse().question());
      said(out, "Decision", card.intendedUse().decision());
      items(out, "Not for", card.intendedUse().outOfScope());
    }
    data(out, evidence.data());
    metrics(out, evidence.metrics());
    if (card != null) {
      section(out, "Limitations", card.limitations());
      section(out, "Ethical considerations", card.ethics());
    }
    return out.toString();
  }

  private static void data(StringBuilder out, List<CardEvidence.Data> data) {
    out.append("\n## Training data\n\n");
    if (data.isEmpty()) {
      out.append("Not recorded.\n");
      return;
    }
    out.append("| data | version | | now |\n|---|---|---|---|\n");
    for (CardEvidence.Data one : data) {
      cells(out, one.name(), one.version(), one.description(), holds(one.stale()));
    }
  }

  private static void metrics(StringBuilder out, List<CardEvidence.Metric> metrics) {
    out.append("\n## Evaluation\n\n");
    if (metrics.isEmpty()) {
      out.append("Not recorded.\n");
      return;
    }
    out.append("| metric | value | interval | on | evidence | now |\n|---|---:|---|---|---|---|\n");
    for (CardEvidence.Metric one : metrics) {
      Double low = one.low();
      Double high = one.high();
      cells(
          out,
          one.name(),
          number(one.value()),
          low == null || high == null ? "" : "[" + number(low) + ", " + number(high) + "]",
          one.on(),
          one.evidence(),
          holds(one.stale()));
    }
  }

  private static String holds(@Nullable String stale) {
    return stale == null ? "holds" : "**stale**: " + stale;
  }

  private static void cells(StringBuilder out, String... cells) {
    for (String cell : cells) {
      out.append("| ").append(line(cell)).append(' ');
    }
    out.append("|\n");
  }

  private static void text(StringBuilder out, String text) {
    if (!text.isBlank()) {
      out.append(text.strip()).append("\n\n");
    }
  }

  private static void row(StringBuilder out, String name, String value) {
    if (!value.isBlank()) {
      cells(out, name, value);
    }
  }

  private static void said(StringBuilder out, String name, String value) {
    out.append("**").append(name).append("**: ");
    out.append(value.isBlank() ? "Not recorded." : line(value)).append("\n\n");
  }

  private static void items(StringBuilder out, String title, List<String> items) {
    if (!items.isEmpty()) {
      out.append("**").append(title).append("**:\n\n");
      items.forEach(item -> out.append("- ").append(line(item)).append('\n'));
    }
  }

  private static void section(StringBuilder out, String title, List<String> items) {
    out.append("\n## ").append(title).append("\n\n");
    if (items.isEmpty()) {
      out.append("Not recorded.\n");
    }
    items.forEach(item -> out.append("- ").append(line(item)).append('\n'));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String line(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|").strip();
  }
}
