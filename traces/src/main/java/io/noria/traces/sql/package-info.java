/** The tables of traces; the only package of the area that knows JDBC. */
@NullMarked
package io.noria.traces.sql;

import org.jspecify.annotations.NullMarked;
