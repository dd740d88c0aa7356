/** The tables of what people write. */
@NullMarked
package io.noria.collaboration.sql;

import org.jspecify.annotations.NullMarked;
