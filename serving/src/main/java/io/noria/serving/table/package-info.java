/** Predictions for whole tables: files in, a file out. */
@NullMarked
package io.noria.serving.table;

import org.jspecify.annotations.NullMarked;
