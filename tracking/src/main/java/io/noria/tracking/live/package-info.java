/**
 * Runs held in memory for searching: one compact entry a run, scanned as a whole by every search.
 * The tables stay the truth; what is here is read from them and kept as fresh as they are.
 */
@NullMarked
package io.noria.tracking.live;

import org.jspecify.annotations.NullMarked;
