/**
 * Writes what a server holds into a folder that an unmodified MLflow opens: a database of its own
 * form and the files beside it.
 */
@NullMarked
package io.noria.importing.leaving;

import org.jspecify.annotations.NullMarked;
