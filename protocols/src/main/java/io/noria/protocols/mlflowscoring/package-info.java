/**
 * MLflow's scoring server: {@code /invocations}, {@code /ping}, {@code /health}, {@code /version}.
 */
@NullMarked
package io.noria.protocols.mlflowscoring;

import org.jspecify.annotations.NullMarked;
