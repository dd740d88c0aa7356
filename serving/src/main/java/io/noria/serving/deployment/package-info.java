/** Deployments: which version answers, and the way from raw values to an answer. */
@NullMarked
package io.noria.serving.deployment;

import org.jspecify.annotations.NullMarked;
