/** How a window's figures are computed. */
@NullMarked
package io.noria.monitoring.window;

import org.jspecify.annotations.NullMarked;
