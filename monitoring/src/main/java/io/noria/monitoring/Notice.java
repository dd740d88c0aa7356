package io.noria.monitoring;

import io.noria.base.Ref;
import java.time.Instant;

/**
 * Something worth an alert that no window measured.
 *
 * @param deployment whose
 * @param watch what sort, for example {@link Alert#REVOKED_DATA}
 * @param column what it is about: one alert of the watch and column is open at a time
 * @param version the version that answers
 * @param eventTime when, in the data's world
 * @param summary one plain sentence
 * @param cause the record that gave rise to it
 */
public record Notice(
    String deployment,
    String watch,
    String column,
    int version,
    Instant eventTime,
    String summary,
    Ref cause) {}
