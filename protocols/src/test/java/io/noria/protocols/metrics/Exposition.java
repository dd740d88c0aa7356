package io.noria.protocols.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus' text format, read strictly: each family once and in one piece, no sample twice, names
 * that its type allows, histograms cumulative and whole.
 */
final class Exposition {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

  final Map<String, Double> samples = new LinkedHashMap<>();
  final Map<String, String> types = new HashMap<>();
  private final Map<String, Double> lastBucket = new HashMap<>();

  static Exposition of(String text) {
    var read = new Exposition();
    assertThat(text).endsWith("\n");
    Set<String> over = new HashSet<>();
    String family = "";
    for (String line : text.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        assertThat(read.types.put(words[2], words[3])).as("%s once", words[2]).isNull();
        over.add(family);
        family = words[2];
        assertThat(over).doesNotContain(family);
      } else if (!line.startsWith("# HELP ")) {
        read.sample(family, line);
      }
    }
    read.histograms();
    return read;
  }

  private void sample(String family, String line) {
    Matcher parts = LINE.matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    String name = parts.group(1);
    String type = types.getOrDefault(family, "");
    Set<String> allowed =
        switch (type) {
          case "histogram" -> Set.of(family + "_bucket", family + "_sum", family + "_count");
          case "summary" -> Set.of(family, family + "_sum", family + "_count");
          default -> Set.of(family);
        };
    assertThat(allowed).as(line).contains(name);
    String labels = parts.group(2) == null ? "" : parts.group(2);
    String rest = "";
    String bound = "";
    Matcher label = LABEL.matcher(labels);
    int at = 0;
    Set<String> names = new HashSet<>();
    while (at < labels.length()) {
      assertThat(label.find(at) && label.start() == at).as(line).isTrue();
      assertThat(names.add(label.group(1))).as(line).isTrue();
      if (label.group(1).equals("le")) {
        bound = label.group(2);
      } else {
        rest += label.group(0);
      }
      at = label.end();
    }
    double value = number(parts.group(3));
    assertThat(samples.put(name + "{" + labels + "}", value)).as("twice: %s", line).isNull();
    if (name.equals(family + "_bucket") && type.equals("histogram")) {
      String key = family + "{" + rest.replaceAll(",$", "") + "}";
      assertThat(value).as(line).isGreaterThanOrEqualTo(lastBucket.getOrDefault(key, 0.0));
      assertThat(number(bound)).isNotNaN();
      lastBucket.put(key, value);
    }
  }

  private void histograms() {
    lastBucket.forEach((key, all) -> {
      String count = key.replaceFirst("\\{", "_count{");
      assertThat(samples).containsKey(key.replaceFirst("\\{", "_sum{"));
      assertThat(samples.get(count)).as(count).isEqualTo(all);
    });
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }
}
