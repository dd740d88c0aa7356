/**
 * The thread from any record to what made it and to what it made: why a prediction is what it is,
 * making a model again, and where bad data went.
 */
@NullMarked
package io.noria.thread;

import org.jspecify.annotations.NullMarked;
