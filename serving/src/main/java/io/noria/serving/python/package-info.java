/**
 * Models that only Python can evaluate (pickles, joblib files, MLflow's), each in worker processes
 * of its own that are asked over Unix domain sockets.
 */
@NullMarked
package io.noria.serving.python;

import org.jspecify.annotations.NullMarked;
