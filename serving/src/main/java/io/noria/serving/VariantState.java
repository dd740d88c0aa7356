package io.noria.serving;

import org.jspecify.annotations.Nullable;

/**
 * A variant as it stands.
 *
 * @param variant what was asked for
 * @param version that its reference names and that is loaded; null as long as there is none
 * @param problem why it does not answer, or a shadow last failed; null when all is well
 * @param shadow what came of comparing it; null when it answers itself
 */
public record VariantState(
    Variant variant,
    @Nullable Integer version,
    @Nullable String problem,
    @Nullable ShadowFigures shadow) {}
