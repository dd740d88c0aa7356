/** Named arrays, and what a model takes and gives in them. */
@NullMarked
package io.noria.serving.tensor;

import org.jspecify.annotations.NullMarked;
