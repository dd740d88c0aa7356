package io.noria.tracking.group;

import io.noria.tracking.RunField;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The condition that a group's runs fulfil, in the filter language. Pure. */
final class GroupFilter {
  private GroupFilter() {}

  static String of(List<RunField> by, List<@Nullable String> keys) {
    StringJoiner all = new StringJoiner(" AND ");
    for (int i = 0; i < by.size(); i++) {
      all.add(condition(by.get(i), keys.get(i)));
    }
    return all.toString();
  }

  private static String condition(RunField field, @Nullable String value) {
    String name = name(field);
    if (value == null) {
      return name + " IS NULL";
    }
    return field.what() == RunField.What.METRIC
        ? metric(name, value)
        : name + " = '" + value.replace("'", "''") + "'";
  }

  private static String metric(String name, String value) {
    return switch (value) {
      case "Infinity" -> name + " > " + Double.MAX_VALUE;
      case "-Infinity" -> name + " < " + -Double.MAX_VALUE;
      // There, but in no order to any number.
      case "NaN" -> "(" + name + " IS NOT NULL AND NOT " + name + " <= 0 AND NOT " + name + " > 0)";
      default -> name + " = " + value;
    };
  }

  private static String name(RunField field) {
    String key = "`" + field.key().replace("`", "``") + "`";
    return switch (field.what()) {
      case PARAM -> "params." + key;
      case TAG -> "tags." + key;
      case METRIC -> "metrics." + key;
      case STATUS -> "attributes.status";
      case NAME -> "attributes.run_name";
      case USER -> "attributes.user_id";
      case EXPERIMENT -> "attributes.experiment_id";
      case ID, ARTIFACT_URI, START, END, DATASET_NAME, DATASET_DIGEST, DATASET_CONTEXT ->
          throw new IllegalArgumentException(field + " groups no runs");
    };
  }
}
