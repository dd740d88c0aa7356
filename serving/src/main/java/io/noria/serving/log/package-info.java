/** The log of predictions: a local append file per deployment, sealed to Parquet. */
@NullMarked
package io.noria.serving.log;

import org.jspecify.annotations.NullMarked;
