/**
 * Serving: deployments that follow a model's alias, stage or version, inference, the log of every
 * prediction, and the labels that arrive later.
 */
@NullMarked
package io.noria.serving;

import org.jspecify.annotations.NullMarked;
