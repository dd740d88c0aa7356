/** Reads the folders that {@code cometx download} writes. */
@NullMarked
package io.noria.importing.comet;

import org.jspecify.annotations.NullMarked;
