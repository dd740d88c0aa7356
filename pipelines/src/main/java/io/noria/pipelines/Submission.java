package io.noria.pipelines;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why and how a pipeline is run.
 *
 * @param reason one sentence for people
 * @param eventTime the moment in the data's world it belongs to; null when it has none
 * @param causes records that started it: each gets a lineage edge {@code started}
 * @param queue runs of one queue go one after another, in the order of submission; null for at once
 * @param key the same key submitted twice is one run; null for always a new one
 */
public record Submission(
    String reason,
    @Nullable Instant eventTime,
    List<Ref> causes,
    @Nullable String queue,
    @Nullable String key) {
  /** Copies. */
  public Submission {
    causes = List.copyOf(causes);
  }

  /** By hand, at once. */
  public static Submission because(String reason) {
    return new Submission(reason, null, List.of(), null, null);
  }
}
