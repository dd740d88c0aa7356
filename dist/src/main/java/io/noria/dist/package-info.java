/** The runnable program: the entry point, the local commands and the demo. */
@NullMarked
package io.noria.dist;

import org.jspecify.annotations.NullMarked;
