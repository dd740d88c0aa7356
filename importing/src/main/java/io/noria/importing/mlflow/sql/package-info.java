/** MLflow's database, of any version since 1.20. */
@NullMarked
package io.noria.importing.mlflow.sql;

import org.jspecify.annotations.NullMarked;
