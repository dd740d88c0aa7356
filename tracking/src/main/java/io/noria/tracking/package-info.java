/**
 * Experiments, runs, metrics, params, tags, logged models and their artifacts: what somebody tried
 * and what came of it. {@link io.noria.tracking.Tracking} is the door.
 */
@NullMarked
package io.noria.tracking;

import org.jspecify.annotations.NullMarked;
