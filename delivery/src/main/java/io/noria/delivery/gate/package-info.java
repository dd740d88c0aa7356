/** How verdicts are reached. */
@NullMarked
package io.noria.delivery.gate;

import org.jspecify.annotations.NullMarked;
