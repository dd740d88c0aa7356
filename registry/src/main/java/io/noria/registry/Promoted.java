package io.noria.registry;

import org.jspecify.annotations.Nullable;

/**
 * What a promotion did.
 *
 * @param version now in the stage, with the alias
 * @param former the version that the alias pointed at before, now Archived; null when there was
 *     none
 */
public record Promoted(ModelVersion version, @Nullable ModelVersionId former) {}
