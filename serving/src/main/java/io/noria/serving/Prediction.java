package io.noria.serving;

import java.util.UUID;

/**
 * The answer for one row.
 *
 * @param id names it in the log (UUIDv7)
 * @param value the predicted class as the target column has it (Long, Boolean or String), or the
 *     number (Double) of a regression, or a list of them (Doubles) where it predicts several
 * @param probability of the predicted class, 0 to 1; NaN for a regression
 * @param score of the positive class; for a regression the number itself, for many classes the
 *     predicted class's probability
 */
public record Prediction(UUID id, Object value, double probability, double score) {}
