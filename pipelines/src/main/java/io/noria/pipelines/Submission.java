package io.noria.pipelines;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Why and how a pipeline is run.
 *
 * @param reason one sentence for people
 * @param eventTime the moment in the data's world it belongs to; null when it has none
 * @param causes records that started it: each gets a lineage edge
 * @param queue runs of one queue go one after another, in the order of submission; null for at once
 * @param key the same key submitted twice is one run; null for always a new one
 * @param relation of the causes' lineage edges
 * @param labels for every record that the run's tasks make, by name
 */
public record Submission(
    String reason,
    @Nullable Instant eventTime,
    List<Ref> causes,
    @Nullable String queue,
    @Nullable String key,
    String relation,
    Map<String, String> labels) {
  /** Copies. */
  public Submission {
    causes = List.copyOf(causes);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Started by the causes, without labels. */
  public Submission(
      String reason,
      @Nullable Instant eventTime,
      List<Ref> causes,
      @Nullable String queue,
      @Nullable String key) {
    this(reason, eventTime, causes, queue, key, "started", Map.of());
  }

  /** By hand, at once. */
  public static Submission because(String reason) {
    return new Submission(reason, null, List.of(), null, null);
  }
}
