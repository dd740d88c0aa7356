/** The analytic engine: SQL over columnar files, answered as frames. */
@NullMarked
package io.noria.engine;

import org.jspecify.annotations.NullMarked;
