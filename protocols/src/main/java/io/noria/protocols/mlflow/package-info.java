/**
 * MLflow's REST API (version 2.0, with logged models) over tracking and registry, so that its
 * unmodified clients log here. Names and units are MLflow's; the rules are the areas'.
 */
@NullMarked
package io.noria.protocols.mlflow;

import org.jspecify.annotations.NullMarked;
