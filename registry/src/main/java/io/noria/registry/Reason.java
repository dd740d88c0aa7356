package io.noria.registry;

import io.noria.base.Ref;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why something is moved.
 *
 * @param why in the mover's words; may be empty
 * @param eventTime when, in the data's world; null when it has no say
 * @param evidence the verdict it rests on, or null
 */
public record Reason(String why, @Nullable Instant eventTime, @Nullable Ref evidence) {
  /** No reason given. */
  public static final Reason NONE = new Reason("", null, null);

  /** A reason in words. */
  public static Reason of(String why) {
    return new Reason(why, null, null);
  }
}
