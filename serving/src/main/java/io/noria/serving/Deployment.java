package io.noria.serving;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A name that answers predictions with one version of a model at a time.
 *
 * @param name the deployment's name, unique on the server
 * @param model the registered model
 * @param follow the reference that decides the version
 * @param version the version that answers; null as long as the reference resolves to none
 * @param problem why the version that the reference names could not be loaded; the former one goes
 *     on answering; null when all is well
 * @param createdAt when it was made
 * @param createdBy who made it
 * @param updatedAt when it or its version last changed
 */
public record Deployment(
    String name,
    String model,
    Follow follow,
    @Nullable Integer version,
    @Nullable String problem,
    Instant createdAt,
    String createdBy,
    Instant updatedAt) {}
