/** Model bundles in memory: trees, signature, categories, reference sample. */
@NullMarked
package io.noria.serving.bundle;

import org.jspecify.annotations.NullMarked;
