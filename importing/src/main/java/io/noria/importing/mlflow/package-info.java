/** MLflow's histories: databases and folders. */
@NullMarked
package io.noria.importing.mlflow;

import org.jspecify.annotations.NullMarked;
