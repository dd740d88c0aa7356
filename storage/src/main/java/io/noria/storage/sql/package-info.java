/** The SQL database: one writer, many readers, transactions that carry events and lineage. */
@NullMarked
package io.noria.storage.sql;

import org.jspecify.annotations.NullMarked;
