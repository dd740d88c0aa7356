/**
 * What MLflow's clients send and expect, field by field, as its protobuf messages have them. Times
 * are milliseconds since the epoch; what is null is left out.
 */
@NullMarked
package io.noria.protocols.mlflow.wire;

import org.jspecify.annotations.NullMarked;
