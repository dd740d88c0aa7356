/** The embedded engine: DuckDB through its JDBC driver's chunk interface. */
@NullMarked
package io.noria.engine.duckdb;

import org.jspecify.annotations.NullMarked;
