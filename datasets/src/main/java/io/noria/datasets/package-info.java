/** Versions of data: offered, checked against expectations, profiled and kept. */
@NullMarked
package io.noria.datasets;

import org.jspecify.annotations.NullMarked;
