/** Requests that wait for a busy model, answered together. */
@NullMarked
package io.noria.serving.batch;

import org.jspecify.annotations.NullMarked;
