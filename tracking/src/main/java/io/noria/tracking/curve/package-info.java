/** Curves as they are kept and thinned: sorted points, their compressed form, their summaries. */
@NullMarked
package io.noria.tracking.curve;

import org.jspecify.annotations.NullMarked;
