/**
 * Forward from a record to everything made from it, the withdrawal of bad data, and the way back
 * from it.
 */
@NullMarked
package io.noria.thread.impact;

import org.jspecify.annotations.NullMarked;
