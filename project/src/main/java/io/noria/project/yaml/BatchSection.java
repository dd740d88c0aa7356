package io.noria.project.yaml;

import io.noria.base.NoriaException;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.serving.BatchRequest;
import io.noria.serving.BatchSchedule;
import io.noria.serving.Follow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code batch}. */
final class BatchSection {
  private static final int MOST = 100;

  private BatchSection() {}

  static List<BatchSchedule> read(@Nullable YamlNode node, String project, Follow follow) {
    List<BatchSchedule> schedules = new ArrayList<>();
    if (node == null) {
      return schedules;
    }
    Set<String> names = new HashSet<>();
    List<YamlNode> items = node.items("a list of { name, in, out, cron }");
    if (items.size() > MOST) {
      throw node.error(items.size() + " batches", MOST + " at most");
    }
    for (YamlNode item : items) {
      YamlMap map =
          item.map(
              "name",
              "model",
              "in",
              "in_format",
              "out",
              "format",
              "only_predictions",
              "probabilities",
              "on_error",
              "cron",
              "zone",
              "missed");
      YamlNode name = map.get("name", "its name, for example nightly");
      String text = name.text("a name");
      if (!text.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,99}") || !names.add(text)) {
        throw name.error(name.came(), "letters, digits, _ and -, each name once");
      }
      schedules.add(schedule(map, item, project + "/" + text, model(project, follow)));
    }
    return schedules;
  }

  /** What the project's deployment follows. */
  private static String model(String project, Follow follow) {
    return switch (follow.kind()) {
      case ALIAS -> "models:/" + project + "@" + follow.value();
      case STAGE, VERSION -> "models:/" + project + "/" + follow.value();
    };
  }

  private static BatchSchedule schedule(YamlMap map, YamlNode item, String name, String usual) {
    YamlNode cron = map.get("cron", "when, for example 0 3 * * *");
    YamlNode missed = map.find("missed");
    YamlNode onError = map.find("on_error");
    String in = map.get("in", "what is read, for example s3://bucket/{date}/").text("a place");
    String out = map.get("out", "what is written, for example s3://told/{date}/").text("a place");
    try {
      return new BatchSchedule(
          name,
          new BatchRequest(
              map.text("model", usual),
              in,
              textOrNull(map, "in_format"),
              out,
              textOrNull(map, "format"),
              flag(map, "only_predictions"),
              flag(map, "probabilities"),
              onError != null && onError.oneOf(List.of("error", "null")).equals("null")),
          cron.text("five fields: minute hour day month weekday"),
          BatchSchedule.zone(map.text("zone", "UTC")),
          missed == null ? BatchSchedule.Missed.LATEST : missed(missed));
    } catch (NoriaException e) {
      String message = String.valueOf(e.getMessage());
      int expected = message.indexOf(" (expected: ");
      if (expected < 0 || message.startsWith("noria.yaml")) {
        throw e;
      }
      throw (message.startsWith("cron") ? cron : item)
          .error(
              message.substring(0, expected),
              message.substring(expected + " (expected: ".length(), message.length() - 1));
    }
  }

  private static BatchSchedule.Missed missed(YamlNode node) {
    List<String> words =
        Arrays.stream(BatchSchedule.Missed.values()).map(BatchSchedule.Missed::wire).toList();
    return BatchSchedule.Missed.valueOf(node.oneOf(words).toUpperCase(Locale.ROOT));
  }

  private static @Nullable String textOrNull(YamlMap map, String key) {
    YamlNode node = map.find(key);
    return node == null ? null : node.oneOf(List.of("parquet", "csv", "jsonl"));
  }

  private static boolean flag(YamlMap map, String key) {
    YamlNode node = map.find(key);
    return node != null && node.oneOf(List.of("true", "false")).equals("true");
  }
}
