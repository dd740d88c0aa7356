/** The database that MLflow opens. */
@NullMarked
package io.noria.importing.leaving.sql;

import org.jspecify.annotations.NullMarked;
