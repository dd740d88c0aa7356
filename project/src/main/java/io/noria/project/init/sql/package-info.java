/** Reads a query's rows from PostgreSQL. */
@NullMarked
package io.noria.project.init.sql;

import org.jspecify.annotations.NullMarked;
