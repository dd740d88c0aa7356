/** The laws behind the Kolmogorov-Smirnov test, each as accurate as SciPy 1.17 has it. */
@NullMarked
package io.noria.stats.ks;

import org.jspecify.annotations.NullMarked;
