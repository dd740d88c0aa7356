package io.noria.tracking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a run; what is null stays.
 *
 * @param name a new name
 * @param status a new status
 * @param endedAt when it ended
 */
public record RunChange(
    @Nullable String name, @Nullable RunStatus status, @Nullable Instant endedAt) {}
