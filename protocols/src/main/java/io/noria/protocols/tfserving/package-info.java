/** TensorFlow Serving's REST API: {@code /v1/models/…:predict} and what belongs to it. */
@NullMarked
package io.noria.protocols.tfserving;

import org.jspecify.annotations.NullMarked;
