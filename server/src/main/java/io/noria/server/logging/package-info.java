/** One line per state change, on stderr. */
@NullMarked
package io.noria.server.logging;

import org.jspecify.annotations.NullMarked;
