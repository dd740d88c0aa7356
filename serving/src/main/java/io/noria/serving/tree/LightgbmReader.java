package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads LightGBM's text model, versions 2 to 4: lines {@code name=values} of the model, then of
 * each tree, then the parameters of training and the categories that pandas knew. What depends on
 * others is put together at the end, by {@link LightgbmModel}.
 */
final class LightgbmReader {
  private static final String PANDAS = "pandas_categorical:";
  private static final String CATEGORICAL = "[categorical_feature:";

  final Map<String, String> header = new HashMap<>();
  final List<LightgbmTree> trees = new ArrayList<>();
  boolean averaged;

  /** The columns that training took for categories, as they were given; empty when not kept. */
  String categorical = "";

  /** The dictionaries of a data frame's columns, in their order; null when there was none. */
  @Nullable List<List<Object>> pandas;

  private LightgbmReader() {}

  static LightgbmReader read(InputStream stream) throws IOException {
    var reader = new LightgbmReader();
    var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    reader.trees(lines);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      reader.after(line);
    }
    return reader;
  }

  private void trees(BufferedReader lines) throws IOException {
    Map<String, String> of = header;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("end of trees")) {
        endTree(of);
        return;
      }
      if (line.startsWith("Tree=")) {
        endTree(of);
        of = new HashMap<>();
      } else if (line.equals("average_output")) {
        averaged = true;
      } else {
        int equals = line.indexOf('=');
        if (equals > 0) {
          of.put(line.substring(0, equals), line.substring(equals + 1).strip());
        }
      }
    }
    throw damaged("the file ends before \"end of trees\"");
  }

  private void endTree(Map<String, String> of) {
    if (of != header) {
      trees.add(new LightgbmTree(of));
    }
  }

  private void after(String line) {
    if (line.startsWith(CATEGORICAL)) {
      categorical = line.substring(CATEGORICAL.length(), line.length() - 1).strip();
    } else if (line.startsWith(PANDAS)) {
      String text = line.substring(PANDAS.length()).strip();
      pandas = text.equals("null") ? null : dictionaries(text);
    }
  }

  private static List<List<Object>> dictionaries(String text) {
    List<List<Object>> all = new ArrayList<>();
    List<?> columns;
    try {
      columns = Json.read(text, List.class);
    } catch (NoriaException | IllegalArgumentException e) {
      throw damaged("pandas_categorical is no list of lists");
    }
    for (Object column : columns) {
      if (!(column instanceof List<?> values)) {
        throw damaged("pandas_categorical is no list of lists");
      }
      List<Object> dictionary = new ArrayList<>();
      for (Object value : values) {
        dictionary.add(value instanceof Integer whole ? (Object) whole.longValue() : value);
      }
      all.add(dictionary);
    }
    return all;
  }

  static NoriaException damaged(String what) {
    return new NoriaException(ErrorCode.DATA_LOSS, "not a LightGBM model: " + what);
  }
}
