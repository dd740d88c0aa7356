package io.noria.registry;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A card as Markdown. Pure. */
public final class CardText {
  private CardText() {}

  /** The whole card; sections about which nothing was recorded say so. */
  public static String markdown(ModelCard card) {
    StringBuilder out = new StringBuilder();
    ModelCard.Details details = card.details();
    out.append("# ").append(line(details.model())).append(" version ").append(details.version());
    out.append("\n\n## Details\n\n| | |\n|---|---|\n");
    row(out, "Trainer", details.trainer());
    row(out, "Owner", details.owner());
    row(out, "Run", details.run());
    row(out, "Created", details.createdAt());
    row(out, "Licence", details.license());
    out.append("\n## Intended use\n\n");
    sentence(out, "Question", card.intendedUse().question());
    sentence(out, "Decision", card.intendedUse().decision());
    bullets(out, "Not for", card.intendedUse().outOfScope());
    trainingData(out, card.trainingData());
    metrics(out, card.metrics());
    section(out, "Limitations", card.limitations());
    section(out, "Ethical considerations", card.ethics());
    return out.toString();
  }

  private static void trainingData(StringBuilder out, List<ModelCard.Data> data) {
    out.append("\n## Training data\n\n");
    if (data.isEmpty()) {
      out.append("Not recorded.\n");
      return;
    }
    out.append("| version | rows | from | to | digest |\n|---|---:|---|---|---|\n");
    for (ModelCard.Data one : data) {
      Long rows = one.rows();
      out.append("| ").append(line(one.ref()));
      out.append(" | ").append(rows == null ? "" : Long.toString(rows));
      out.append(" | ").append(line(one.from())).append(" | ").append(line(one.to()));
      out.append(" | `").append(line(one.digest())).append("` |\n");
    }
  }

  private static void metrics(StringBuilder out, List<ModelCard.Measured> metrics) {
    out.append("\n## Metrics\n\n");
    if (metrics.isEmpty()) {
      out.append("Not recorded.\n");
      return;
    }
    out.append("| metric | value | interval | on | evidence |\n|---|---:|---|---|---|\n");
    for (ModelCard.Measured one : metrics) {
      out.append("| ").append(line(one.name())).append(" | ").append(number(one.value()));
      out.append(" | ").append(interval(one)).append(" | ").append(line(one.on()));
      out.append(" | ").append(line(one.evidence())).append(" |\n");
    }
  }

  private static String interval(ModelCard.Measured one) {
    Double low = one.low();
    Double high = one.high();
    Double level = one.level();
    if (low == null || high == null) {
      return "";
    }
    String range = "[" + number(low) + ", " + number(high) + "]";
    return level == null ? range : range + String.format(Locale.ROOT, " (%.4g %%)", level * 100);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static void row(StringBuilder out, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      out.append("| ").append(name).append(" | ").append(line(value)).append(" |\n");
    }
  }

  private static void sentence(StringBuilder out, String name, String value) {
    String said = value.isEmpty() ? "Not recorded." : line(value);
    out.append("**").append(name).append("**: ").append(said).append("\n\n");
  }

  private static void section(StringBuilder out, String title, List<String> items) {
    out.append("\n## ").append(title).append("\n\n");
    if (items.isEmpty()) {
      out.append("Not recorded.\n");
    }
    items.forEach(item -> out.append("- ").append(line(item)).append('\n'));
  }

  private static void bullets(StringBuilder out, String title, List<String> items) {
    if (!items.isEmpty()) {
      out.append("**").append(title).append("**:\n\n");
      items.forEach(item -> out.append("- ").append(line(item)).append('\n'));
    }
  }

  private static String line(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ").replace("|", "\\|").strip();
  }
}
