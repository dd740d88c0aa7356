/** Training: gradient-boosted trees searched in a child process, every trial a run. */
@NullMarked
package io.noria.training;

import org.jspecify.annotations.NullMarked;
