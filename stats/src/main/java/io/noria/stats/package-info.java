/** Statistics: drift tests, metrics and intervals. Pure functions, no input or output. */
@NullMarked
package io.noria.stats;

import org.jspecify.annotations.NullMarked;
