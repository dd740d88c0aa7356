/**
 * Traces of applications: their spans, what people and programs think of them, and what they are
 * evaluated with.
 */
@NullMarked
package io.noria.traces;

import org.jspecify.annotations.NullMarked;
