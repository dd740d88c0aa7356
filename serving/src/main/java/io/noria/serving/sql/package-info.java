/** Serving's tables. */
@NullMarked
package io.noria.serving.sql;

import org.jspecify.annotations.NullMarked;
