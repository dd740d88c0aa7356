/**
 * What a deployment's answers look like over event time: windows, drift, performance, alerts.
 *
 * <p>{@link io.noria.monitoring.Monitoring} is the way in. Everything is decided by event time: the
 * same predictions and labels give the same windows and alerts, whatever the wall clock says.
 */
@NullMarked
package io.noria.monitoring;

import org.jspecify.annotations.NullMarked;
