/** Side-by-side runs against the systems that people use today, by the same client program. */
@NullMarked
package io.noria.benchmarks;

import org.jspecify.annotations.NullMarked;
