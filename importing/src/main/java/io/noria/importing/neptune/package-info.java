/**
 * Reads what neptune-exporter wrote: Parquet parts of runs, models and their versions, and a tree
 * of files beside them.
 */
@NullMarked
package io.noria.importing.neptune;

import org.jspecify.annotations.NullMarked;
