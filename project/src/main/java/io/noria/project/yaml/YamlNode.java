package io.noria.project.yaml;

import io.noria.base.NoriaException;
import io.noria.project.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a YAML file with its place. Every way of reading it throws INVALID_ARGUMENT with the
 * file, the line, the key, what came and what was expected.
 */
public final class YamlNode {
  private final String file;
  private final String key;
  private final Node node;

  private YamlNode(String file, String key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  /**
   * Reads a document that is a mapping.
   *
   * @param file how errors call it
   */
  public static YamlNode parse(String file, String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(file)
            .setUseMarks(true)
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(1 << 20)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode) {
        return new YamlNode(file, "", root.get());
      }
      throw NoriaException.invalid(
          file
              + ":1: "
              + (root.isPresent() ? "no mapping" : "empty")
              + " (expected: keys such as project and data)");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT,
          file + ":" + line + ": not YAML: " + e.getProblem(),
          e);
    } catch (YamlEngineException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT, file + ":1: not YAML: " + e.getMessage(), e);
    }
  }

  /** The dotted path of keys that leads here; empty for the document. */
  public String key() {
    return key;
  }

  /** An error about this value. */
  public NoriaException error(String came, String expected) {
    return NoriaException.invalid(
        "%s:%d: %s: %s (expected: %s)"
            .formatted(file, line(), key.isEmpty() ? "the file" : key, came, expected));
  }

  /** Its line, from 1. */
  public int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** Whether it is a list. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Whether it is a mapping. */
  public boolean isMap() {
    return node instanceof MappingNode;
  }

  /** A mapping whose keys are all known; an unknown one is refused with the nearest known one. */
  public YamlMap map(String... known) {
    Map<String, YamlNode> entries = entries("a mapping with " + String.join(", ", known));
    List<String> names = List.of(known);
    entries.forEach((name, value) -> {
      if (!names.contains(name)) {
        String near = Nearest.of(name, names).map(n -> "did you mean " + n + "? ").orElse("");
        throw value.error("unknown key", near + "the keys here are " + String.join(", ", names));
      }
    });
    return new YamlMap(this, entries);
  }

  /** A mapping with keys of the author's own. */
  public Map<String, YamlNode> entries(String expected) {
    if (!(node instanceof MappingNode mapping)) {
      throw error(came(), expected);
    }
    var entries = new LinkedHashMap<String, YamlNode>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        throw new YamlNode(file, key, tuple.getKeyNode()).error("a key that is no text", "a name");
      }
      String path = key.isEmpty() ? scalar.getValue() : key + "." + scalar.getValue();
      var value = new YamlNode(file, path, tuple.getValueNode());
      if (entries.put(scalar.getValue(), value) != null) {
        throw new YamlNode(file, path, scalar).error("the key is there twice", "once");
      }
    }
    return entries;
  }

  /** The items of a list. */
  public List<YamlNode> items(String expected) {
    if (!(node instanceof SequenceNode sequence)) {
      throw error(came(), expected);
    }
    var items = new ArrayList<YamlNode>();
    for (Node item : sequence.getValue()) {
      items.add(new YamlNode(file, key + "[" + items.size() + "]", item));
    }
    return items;
  }

  /** A text or a list of texts. */
  public List<String> texts(String expected) {
    return isList()
        ? items(expected).stream().map(item -> item.text(expected)).toList()
        : List.of(text(expected));
  }

  /** A scalar's text, however it is written; not empty. */
  public String text(String expected) {
    if (node instanceof ScalarNode scalar && !isNull(scalar) && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw error(came(), expected);
  }

  /** A number between the two, included. */
  public double number(double least, double most) {
    String expected = "a number from " + shown(least) + " to " + shown(most);
    try {
      double value = Double.parseDouble(text(expected));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT, error(came(), expected).getMessage(), e);
    }
    throw error(came(), expected);
  }

  /** A whole number between the two, included. */
  public long whole(long least, long most) {
    String expected = "a whole number from " + least + " to " + most;
    try {
      long value = Long.parseLong(text(expected));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT, error(came(), expected).getMessage(), e);
    }
    throw error(came(), expected);
  }

  /** One of the texts. */
  public String oneOf(List<String> texts) {
    String text = text("one of " + String.join(", ", texts));
    if (!texts.contains(text)) {
      String near = Nearest.of(text, texts).map(n -> "did you mean " + n + "? ").orElse("");
      throw error(came(), near + "one of " + String.join(", ", texts));
    }
    return text;
  }

  /** A stretch of time. */
  public Span span() {
    String expected = "a stretch of time such as 14 days, 6 months or 12h";
    return Span.parse(text(expected)).orElseThrow(() -> error(came(), expected));
  }

  /** A stretch of time that is not nothing. */
  public Span someSpan() {
    Span span = span();
    if (span.amount() == 0) {
      throw error(came(), "more than nothing");
    }
    return span;
  }

  /** A scalar as the number it is, else its text. */
  public Object plain(String expected) {
    String text = text(expected);
    if (node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
      if (scalar.getTag().equals(Tag.INT)) {
        return Long.parseLong(text);
      }
      if (scalar.getTag().equals(Tag.FLOAT)) {
        return Double.parseDouble(text);
      }
    }
    return text;
  }

  /** A scalar's text as it is, for showing; empty for anything else. */
  public String shown() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** What came, for errors. */
  public String came() {
    return switch (node) {
      case ScalarNode scalar when isNull(scalar) -> "nothing";
      case ScalarNode scalar -> "'" + scalar.getValue() + "'";
      case SequenceNode _ -> "a list";
      case MappingNode _ -> "a mapping";
      default -> "something else";
    };
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL);
  }

  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** A mapping whose keys were checked. */
  public static final class YamlMap {
    private final YamlNode self;
    private final Map<String, YamlNode> entries;

    YamlMap(YamlNode self, Map<String, YamlNode> entries) {
      this.self = self;
      this.entries = entries;
    }

    /** The value of the key; null when it is not there. */
    public @Nullable YamlNode find(String name) {
      return entries.get(name);
    }

    /** The value of the key, which must be there. */
    public YamlNode get(String name, String expected) {
      YamlNode value = entries.get(name);
      if (value == null) {
        throw self.error("the key " + name + " is missing", expected);
      }
      return value;
    }

    /** The key's text, or another text when it is not there. */
    public String text(String name, String otherwise) {
      YamlNode value = entries.get(name);
      return value == null ? otherwise : value.text("a text");
    }

    /** The key's texts; none when it is not there. */
    public List<String> texts(String name) {
      YamlNode value = entries.get(name);
      return value == null ? List.of() : value.texts("a text or a list of texts");
    }

    /** The mapping itself, for errors. */
    public YamlNode self() {
      return self;
    }
  }
}
