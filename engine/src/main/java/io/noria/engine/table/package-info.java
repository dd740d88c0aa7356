/** Pages of rows of single table files, for people to look at. */
@NullMarked
package io.noria.engine.table;

import org.jspecify.annotations.NullMarked;
