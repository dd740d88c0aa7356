/** A quick writer of Parquet files from columns in memory. */
@NullMarked
package io.noria.engine.parquet;

import org.jspecify.annotations.NullMarked;
