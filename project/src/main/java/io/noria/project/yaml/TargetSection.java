package io.noria.project.yaml;

import io.noria.project.ProjectSpec.Arrival;
import io.noria.project.ProjectSpec.Target;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code target}: what is predicted. */
final class TargetSection {
  private static final int MOST_CLASSES = 1000;
  private static final Pattern COLUMN_PLUS =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*(?:\\+\\s*(.+))?");

  private TargetSection() {}

  private static YamlMap map(YamlNode node) {
    return node.map("column", "positive", "classes", "arrives");
  }

  /** Where it says when the target is known, for errors. */
  static YamlNode arrives(YamlNode node) {
    return map(node).get("arrives", "when it is known");
  }

  static Target read(YamlNode node) {
    YamlMap map = map(node);
    YamlNode positive = map.find("positive");
    YamlNode classes = map.find("classes");
    YamlNode arrives = map.find("arrives");
    String column = map.get("column", "the column to predict").text("a column's name");
    List<String> labels = classes == null ? List.of() : labels(classes);
    String yes = positive == null ? null : positive.text("the positive class's value");
    if (positive != null && yes != null && !labels.isEmpty()) {
      labels = ordered(positive, yes, labels);
    }
    return new Target(
        column,
        yes == null && labels.size() == 2 ? labels.getLast() : yes,
        labels,
        arrives == null ? new Arrival("", new Span(0, Span.Unit.DAY)) : arrival(arrives));
  }

  private static List<String> labels(YamlNode node) {
    String expected = "a list of the target's values, for example [low, high]";
    var labels = new ArrayList<String>();
    for (YamlNode item : node.items(expected)) {
      String label = item.text("a value of the target");
      if (labels.contains(label)) {
        throw item.error(item.came(), "each class once");
      }
      labels.add(label);
    }
    if (labels.size() < 2 || labels.size() > MOST_CLASSES) {
      throw node.error(
          labels.size() + (labels.size() == 1 ? " class" : " classes"),
          "2 to " + MOST_CLASSES + "; none at all for a number");
    }
    return labels;
  }

  /** Of two classes the positive one is the last. */
  private static List<String> ordered(YamlNode positive, String yes, List<String> labels) {
    if (labels.size() > 2) {
      throw positive.error(positive.came(), "no positive, since there are more than two classes");
    }
    if (!labels.contains(yes)) {
      throw positive.error(positive.came(), "one of " + String.join(", ", labels));
    }
    return labels.getLast().equals(yes) ? labels : labels.reversed();
  }

  private static Arrival arrival(YamlNode node) {
    String expected = "a column and a delay, for example scheduled + 12h";
    String text = node.text(expected).strip();
    Optional<Span> delayOnly = Span.parse(text);
    if (delayOnly.isPresent()) {
      return new Arrival("", delayOnly.get());
    }
    Matcher matcher = COLUMN_PLUS.matcher(text);
    if (!matcher.matches()) {
      throw node.error(node.came(), expected);
    }
    @Nullable String delay = matcher.group(2);
    Span span =
        delay == null
            ? new Span(0, Span.Unit.DAY)
            : Span.parse(delay).orElseThrow(() -> node.error(node.came(), expected));
    return new Arrival(matcher.group(1), span);
  }
}
