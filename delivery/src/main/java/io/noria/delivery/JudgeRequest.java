package io.noria.delivery;

import io.noria.base.Ref;
import io.noria.engine.Frame;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A question to a gate.
 *
 * @param model the registered model
 * @param version the candidate
 * @param gate the gate's name
 * @param rows labelled rows: the candidate's feature columns, the target, the rows' time
 * @param target the column with what came true; rows where it is null are left out
 * @param positive the positive class as text; null for the one in the candidate's bundle
 * @param time the column of the rows' event time: rows that either model was trained on are left
 *     out by it, and it names the units that are resampled
 * @param dataset the data version that the rows are of
 * @param eventTime the moment of the decision in the data's world
 * @param key the same key asked twice is one verdict; null for always a new one
 */
public record JudgeRequest(
    String model,
    int version,
    String gate,
    Frame rows,
    String target,
    @Nullable String positive,
    String time,
    Ref dataset,
    Instant eventTime,
    @Nullable String key) {}
