package io.noria.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run to be created.
 *
 * @param experiment an active experiment
 * @param name null or empty for a generated one (adjective-noun-number)
 * @param startedAt null for now
 * @param user may be empty
 * @param tags may hold {@link RunTags#NAME} and {@link RunTags#PARENT}
 * @param eventTime the moment in the data's world it is made for; null when it has none
 */
public record NewRun(
    ExperimentId experiment,
    @Nullable String name,
    @Nullable Instant startedAt,
    String user,
    Map<String, String> tags,
    @Nullable Instant eventTime) {
  /** Copies the tags. */
  public NewRun {
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** A run with a name, starting now. */
  public static NewRun of(ExperimentId experiment, String name) {
    return new NewRun(experiment, name, null, "", Map.of(), null);
  }

  /** The same, nested in a parent run. */
  public NewRun childOf(RunId parent) {
    return withTag(RunTags.PARENT, parent.value());
  }

  /** The same with a tag. */
  public NewRun withTag(String key, String value) {
    TreeMap<String, String> more = new TreeMap<>(tags);
    more.put(key, value);
    return new NewRun(experiment, name, startedAt, user, more, eventTime);
  }

  /** The same for a moment in the data's world. */
  public NewRun at(Instant moment) {
    return new NewRun(experiment, name, startedAt, user, tags, moment);
  }
}
