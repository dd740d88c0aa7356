/** Runs counted and measured by what they have in common, from wherever they are held. */
@NullMarked
package io.noria.tracking.group;

import org.jspecify.annotations.NullMarked;
