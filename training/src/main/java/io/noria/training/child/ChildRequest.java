package io.noria.training.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the trainer is asked to do, as it passes in a properties file.
 *
 * @param matrix file of encoded rows
 * @param out folder for the results
 * @param objective XGBoost's name
 * @param classes how many classes the objective tells apart; 0 or 2 when it answers one number
 * @param metric decides between rounds and between trials
 * @param featureNames in the order of the columns
 * @param featureTypes {@code q} for numbers, {@code c} for categories
 * @param rounds at most so many
 * @param patience rounds without a better metric after which a trial stops
 * @param threads trials at once
 * @param trials XGBoost parameters of each trial
 */
public record ChildRequest(
    Path matrix,
    Path out,
    String objective,
    int classes,
    String metric,
    List<String> featureNames,
    List<String> featureTypes,
    int rounds,
    int patience,
    int threads,
    List<Map<String, String>> trials) {
  private static final String TRIAL = "trial.";

  /** Writes the file. */
  public void write(Path file) throws IOException {
    var properties = new Properties();
    properties.setProperty("matrix", matrix.toString());
    properties.setProperty("out", out.toString());
    properties.setProperty("objective", objective);
    properties.setProperty("classes", Integer.toString(classes));
    properties.setProperty("metric", metric);
    properties.setProperty("features", String.join("\n", featureNames));
    properties.setProperty("types", String.join("\n", featureTypes));
    properties.setProperty("rounds", Integer.toString(rounds));
    properties.setProperty("patience", Integer.toString(patience));
    properties.setProperty("threads", Integer.toString(threads));
    properties.setProperty("trials", Integer.toString(trials.size()));
    for (int i = 0; i < trials.size(); i++) {
      String prefix = TRIAL + i + ".";
      trials.get(i).forEach((key, value) -> properties.setProperty(prefix + key, value));
    }
    try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }

  /** Reads the file. */
  static ChildRequest read(Path file) throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    List<Map<String, String>> trials = new ArrayList<>();
    int count = Integer.parseInt(text(properties, "trials"));
    for (int i = 0; i < count; i++) {
      String prefix = TRIAL + i + ".";
      var params = new TreeMap<String, String>();
      for (String name : properties.stringPropertyNames()) {
        if (name.startsWith(prefix)) {
          params.put(name.substring(prefix.length()), text(properties, name));
        }
      }
      trials.add(params);
    }
    return new ChildRequest(
        Path.of(text(properties, "matrix")),
        Path.of(text(properties, "out")),
        text(properties, "objective"),
        Integer.parseInt(text(properties, "classes")),
        text(properties, "metric"),
        Arrays.asList(text(properties, "features").split("\n", -1)),
        Arrays.asList(text(properties, "types").split("\n", -1)),
        Integer.parseInt(text(properties, "rounds")),
        Integer.parseInt(text(properties, "patience")),
        Integer.parseInt(text(properties, "threads")),
        trials);
  }

  private static String text(Properties properties, String key) throws IOException {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IOException("request: no " + key);
    }
    return value;
  }
}
