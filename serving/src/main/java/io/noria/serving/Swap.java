package io.noria.serving;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deployment's change from one version to another.
 *
 * @param deployment whose
 * @param fromModel the model that answered before; null at the first
 * @param fromVersion the version that answered before; null at the first
 * @param model the model that answers from here on
 * @param version the version that answers from here on
 * @param why what moved, in words
 * @param eventTime when, in the data's time; null when the data has no say in it
 * @param recordedAt when, by the server's clock
 * @param actor who caused it
 */
public record Swap(
    String deployment,
    @Nullable String fromModel,
    @Nullable Integer fromVersion,
    String model,
    int version,
    String why,
    @Nullable Instant eventTime,
    Instant recordedAt,
    String actor) {}
