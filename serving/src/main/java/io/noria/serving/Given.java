package io.noria.serving;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered elsewhere for one row.
 *
 * @param prediction the predicted class as the target column has it, or the number, as text
 * @param probability of the predicted class, 0 to 1; NaN for a regression
 * @param eventTime when the question was asked, in the data's time; null means now
 * @param key the caller's own name for the question, by which labels find it; null for none
 */
public record Given(
    String prediction, double probability, @Nullable Instant eventTime, @Nullable String key) {}
