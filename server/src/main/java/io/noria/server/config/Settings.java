package io.noria.server.config;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Settings with where each came from, later sources over earlier: defaults, file, environment,
 * arguments.
 */
final class Settings {
  /** Variables with our prefix that are no settings of the server. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "NORIA_URL",
          "NORIA_TOKEN",
          "NORIA_HOME",
          "NORIA_JDK",
          "NORIA_JAVA_OPTS",
          "NORIA_NO_AOT",
          "NORIA_SKIP_AOT");

  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Map<Setting, String> sources = new EnumMap<>(Setting.class);

  Settings() {
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.fallback());
      sources.put(setting, setting.key());
    }
  }

  void file(Path file) {
    Object tree;
    try {
      String text = Files.readString(file);
      tree =
          new Load(
                  LoadSettings.builder()
                      .setLabel(file.toString())
                      .setAllowDuplicateKeys(false)
                      .build())
              .loadFromString(text);
    } catch (IOException e) {
      throw NoriaException.invalid("--config: " + file + " cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      throw NoriaException.invalid("--config: " + file + " is not YAML: " + e.getMessage());
    }
    if (tree != null) {
      flatten(file, "", tree);
    }
  }

  private void flatten(Path file, String prefix, Object node) {
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) ->
          flatten(
              file,
              prefix.isEmpty() ? String.valueOf(key) : prefix + "." + key,
              value == null ? "" : value));
      return;
    }
    String key = prefix.startsWith("noria.") ? prefix : "noria." + prefix;
    set(key, String.valueOf(node), file + ": " + key);
  }

  void environment(Map<String, String> environment) {
    environment.forEach((name, value) -> {
      if (name.startsWith("NORIA_")
          && !name.startsWith("NORIA_TEST_")
          && !NOT_SETTINGS.contains(name)) {
        Setting setting =
            Arrays.stream(Setting.values())
                .filter(known -> known.environment().equals(name))
                .findFirst()
                .orElseThrow(() ->
                    unknown(
                        name, Arrays.stream(Setting.values()).map(Setting::environment).toList()));
        values.put(setting, value);
        sources.put(setting, "environment " + name);
      }
    });
  }

  void set(String key, String value, String source) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        values.put(setting, value);
        sources.put(setting, source);
        return;
      }
    }
    throw unknown(source, Arrays.stream(Setting.values()).map(Setting::key).toList());
  }

  void set(Setting setting, @Nullable Object value, String source) {
    if (value != null) {
      values.put(setting, value.toString());
      sources.put(setting, source);
    }
  }

  private static NoriaException unknown(String name, java.util.List<String> known) {
    String plain = name.substring(name.lastIndexOf(' ') + 1);
    String nearest =
        known.stream().min(Comparator.comparingInt(k -> distance(k, plain))).orElseThrow();
    return NoriaException.invalid(name + ": unknown setting (did you mean " + nearest + "?)");
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  /** Texts with commas between. */
  java.util.List<String> list(Setting setting) {
    return java.util.Arrays.stream(text(setting).split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  String text(Setting setting) {
    return values.getOrDefault(setting, "").strip();
  }

  /** Where it was said last. */
  String source(Setting setting) {
    return sources.getOrDefault(setting, setting.key());
  }

  @Nullable String textOrNull(Setting setting) {
    String text = text(setting);
    return text.isEmpty() ? null : text;
  }

  long number(Setting setting, long least, long most) {
    String text = text(setting);
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below with what was expected.
    }
    throw wrong(setting, "a number from " + least + " to " + most);
  }

  /** Bytes, said as such or as a share of so many. */
  long share(Setting setting, long whole) {
    String text = text(setting).strip();
    if (text.matches("[0-9]{1,2}%")) {
      return whole / 100 * Integer.parseInt(text.substring(0, text.length() - 1));
    }
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw wrong(setting, "bytes such as 268435456, or a share from 0% to 99%");
  }

  /** Names with ports: {@code a=1, b=2}. */
  Map<String, Integer> ports(Setting setting) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (String each : text(setting).split(",", -1)) {
      String[] pair = each.strip().split("=", 2);
      if (pair[0].isEmpty() && pair.length == 1) {
        continue;
      }
      boolean number = pair.length == 2 && pair[1].strip().matches("[0-9]{1,5}");
      int port = number ? Integer.parseInt(pair[1].strip()) : -1;
      if (pair[0].isBlank()
          || port < 0
          || port > 65_535
          || ports.put(pair[0].strip(), port) != null) {
        throw wrong(setting, "each dialect once, with a port: tfserving=8501, torchserve=8080");
      }
    }
    return ports;
  }

  Duration duration(Setting setting) {
    try {
      return Duration.parse(text(setting).toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      throw wrong(setting, "an ISO-8601 duration such as PT30S");
    }
  }

  boolean flag(Setting setting) {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(setting, "true or false");
    };
  }

  NoriaException wrong(Setting setting, String expected) {
    return NoriaException.invalid(
        sources.get(setting) + ": " + text(setting) + " (expected: " + expected + ")");
  }
}
