package io.noria.datasets.expectation;

import io.noria.base.NoriaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML node that knows where it stands, for errors that say so. */
final class Yaml {
  private final String file;
  private final String path;
  private final Node node;

  private Yaml(String file, String path, Node node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  static Yaml parse(String file, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(() -> NoriaException.invalid(file + ": empty (expected: a map)"));
      return new Yaml(file, "", root);
    } catch (MarkedYamlEngineException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT,
          file + e.getProblemMark().map(Yaml::at).orElse("") + ": not YAML: " + e.getProblem(),
          e);
    } catch (YamlEngineException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT, file + ": not YAML: " + e.getMessage(), e);
    }
  }

  private static String at(Mark mark) {
    return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  /** Counted from 1. */
  int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  boolean isNull() {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  String text() {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return scalar.getValue();
    }
    throw error(shown(), "one value");
  }

  double number() {
    try {
      return Double.parseDouble(text());
    } catch (NumberFormatException e) {
      throw error(text(), "a number");
    }
  }

  List<Yaml> items() {
    if (node instanceof SequenceNode list) {
      return list.getValue().stream().map(item -> new Yaml(file, path, item)).toList();
    }
    throw error(shown(), "a list");
  }

  /** The entries of a map in their order; other keys than the known ones are refused. */
  Map<String, Yaml> entries(List<String> known) {
    if (!(node instanceof MappingNode map)) {
      throw error(shown(), "a map");
    }
    Map<String, Yaml> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      String key = new Yaml(file, path, tuple.getKeyNode()).text();
      String inner = path.isEmpty() ? key : path + "." + key;
      Yaml keyNode = new Yaml(file, inner, tuple.getKeyNode());
      if (!known.isEmpty() && !known.contains(key)) {
        throw keyNode.error("an unknown key", "one of " + String.join(", ", known));
      }
      if (entries.put(key, new Yaml(file, inner, tuple.getValueNode())) != null) {
        throw keyNode.error("the same key twice", "each key once");
      }
    }
    return entries;
  }

  String shown() {
    return switch (node) {
      case ScalarNode scalar -> isNull() ? "nothing" : scalar.getValue();
      case SequenceNode list -> "a list of " + list.getValue().size();
      default -> "a map";
    };
  }

  NoriaException error(String came, String expected) {
    return NoriaException.invalid(
        "%s%s: %s%s (expected: %s)"
            .formatted(
                file,
                node.getStartMark().map(Yaml::at).orElse(""),
                path.isEmpty() ? "" : path + ": ",
                came,
                expected));
  }
}
