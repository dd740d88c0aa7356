package io.noria.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One prediction as the log has it.
 *
 * @param id its id
 * @param deployment that was asked
 * @param model that answered
 * @param version that answered
 * @param eventTime when it was asked, in the data's time
 * @param recordedAt when it was answered
 * @param key the caller's name for the question
 * @param repeat true when the key had been asked before: windows do not count it
 * @param features the raw values as served (Double, Long, Boolean, String or null), in the
 *     signature's order
 * @param score of the positive class, of the predicted one of many, or the number
 * @param predicted 1 or 0, the class's place, or the number
 * @param latency in the model and around it
 */
public record LoggedPrediction(
    UUID id,
    String deployment,
    String model,
    int version,
    Instant eventTime,
    Instant recordedAt,
    @Nullable String key,
    boolean repeat,
    Map<String, @Nullable Object> features,
    double score,
    double predicted,
    Duration latency) {}
