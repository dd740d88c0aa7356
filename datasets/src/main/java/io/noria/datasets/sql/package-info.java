/** Datasets and their versions as rows. */
@NullMarked
package io.noria.datasets.sql;

import org.jspecify.annotations.NullMarked;
