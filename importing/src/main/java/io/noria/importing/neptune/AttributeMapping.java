package io.noria.importing.neptune;

import io.noria.importing.ForeignNames;
import io.noria.importing.Imported;
import io.noria.importing.Notes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What single values become: {@code sys/…} the run's own fields and tags, the others params. */
final class AttributeMapping {
  private static final int LONGEST_PARAM = 6000;
  private static final int LONGEST_TAG = 5000;
  private static final String SYSTEM = "sys/";

  private final DumpedObject object;
  private final Notes notes;
  private final Map<String, String> params = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();

  AttributeMapping(DumpedObject object, Notes notes) {
    this.object = object;
    this.notes = notes;
    tags.put("neptune.project", object.project());
    tags.put("neptune.id", object.id());
    object
        .attributes()
        .forEach((path, attribute) -> {
          if (path.startsWith(SYSTEM)) {
            tags.put(
                ForeignNames.key("neptune." + path.substring(SYSTEM.length()).replace('/', '.')),
                bounded(path, attribute.text(), LONGEST_TAG));
          } else {
            params.put(ForeignNames.key(path), bounded(path, attribute.text(), LONGEST_PARAM));
          }
        });
    tags.remove("neptune.description");
    object.text("sys/description").ifPresent(text -> tags.put("mlflow.note.content", text));
  }

  /** Params by key. */
  Map<String, String> params() {
    return params;
  }

  /** Tags by key; to be added to. */
  Map<String, String> tags() {
    return tags;
  }

  /**
   * Values that are longer than a param or tag can be: to be kept whole as files, by their path.
   */
  Map<String, String> texts() {
    return texts;
  }

  private String bounded(String path, String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    texts.put(path, text);
    return text.substring(0, longest - 1) + "…";
  }

  /** The run. */
  Imported.Run run(String id, @Nullable String parent) {
    Instant started = time("sys/creation_time").orElse(Instant.EPOCH);
    if (parent != null) {
      tags.put("mlflow.parentRunId", parent);
    }
    return new Imported.Run(
        id,
        NeptuneNames.experiment(object.project()),
        null,
        object.text("sys/name").orElse(object.id()),
        object.text("sys/owner").orElse(""),
        status(),
        started,
        ended(started),
        isTrashed(),
        params,
        tags,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  boolean isTrashed() {
    return object.text("sys/trashed").filter("True"::equals).isPresent();
  }

  /** Nothing runs there any more: what did not say that it ended was cut off. */
  private String status() {
    if (object.text("sys/failed").filter("True"::equals).isPresent()) {
      return "FAILED";
    }
    String state = object.text("sys/state").orElse("inactive").toLowerCase(java.util.Locale.ROOT);
    return state.equals("running") || state.equals("active") ? "KILLED" : "FINISHED";
  }

  private @Nullable Instant ended(Instant started) {
    Optional<Instant> ended =
        object
            .text("sys/running_time")
            .or(() -> object.text("sys/running_time_seconds"))
            .flatMap(AttributeMapping::seconds)
            .map(seconds -> started.plusMillis((long) (seconds * 1000)));
    return ended
        .or(() -> time("sys/ping_time"))
        .or(() -> time("sys/modification_time"))
        .filter(end -> !end.isBefore(started))
        .orElse(null);
  }

  Optional<Instant> time(String path) {
    return object
        .text(path)
        .flatMap(text -> {
          try {
            return Optional.of(Instant.parse(text));
          } catch (DateTimeException e) {
            notes.add(path + ": '" + text + "' (expected: a time); left out");
            return Optional.empty();
          }
        });
  }

  private static Optional<Double> seconds(String text) {
    try {
      return Optional.of(Double.parseDouble(text)).filter(s -> s > 0 && s < 1e10);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
