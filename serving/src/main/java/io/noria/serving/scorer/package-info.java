/** What evaluates a model: trees, weights, or a program of the project's own. */
@NullMarked
package io.noria.serving.scorer;

import org.jspecify.annotations.NullMarked;
