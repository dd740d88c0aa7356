/** Prediction, plainly: {@code POST /predict} and {@code GET /health}. */
@NullMarked
package io.noria.protocols.plain;

import org.jspecify.annotations.NullMarked;
