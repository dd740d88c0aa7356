package io.noria.project.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What differs between two YAML texts, key by key. */
public final class YamlDiff {
  private YamlDiff() {}

  /** The differences in words, by key: {@code model.search.trials 8 → 3}. */
  public static List<String> of(String before, String after) {
    Map<String, String> old = leaves(before);
    Map<String, String> now = leaves(after);
    var differences = new ArrayList<String>();
    old.forEach((key, value) -> {
      if (!now.containsKey(key)) {
        differences.add(key + " − " + value);
      }
    });
    now.forEach((key, value) -> {
      String former = old.get(key);
      if (former == null) {
        differences.add(key + " + " + value);
      } else if (!former.equals(value)) {
        differences.add(key + " " + former + " → " + value);
      }
    });
    return differences;
  }

  private static Map<String, String> leaves(String text) {
    Map<String, String> leaves = new TreeMap<>();
    collect(YamlNode.parse(ProjectFile.NAME, text), leaves);
    return leaves;
  }

  private static void collect(YamlNode node, Map<String, String> leaves) {
    if (node.isMap()) {
      node.entries("a mapping").values().forEach(value -> collect(value, leaves));
    } else if (node.isList()) {
      node.items("a list").forEach(item -> collect(item, leaves));
    } else {
      leaves.put(node.key(), node.shown());
    }
  }
}
