/** The parts of a prediction's story, each from what one area knows. */
@NullMarked
package io.noria.thread.why;

import org.jspecify.annotations.NullMarked;
