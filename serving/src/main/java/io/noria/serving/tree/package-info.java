/** Evaluates gradient-boosted trees without any native library. */
@NullMarked
package io.noria.serving.tree;

import org.jspecify.annotations.NullMarked;
