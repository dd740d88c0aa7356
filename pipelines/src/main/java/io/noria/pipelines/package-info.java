/**
 * Durable pipelines: a graph of tasks, each an attempt at a {@link io.noria.pipelines.Step}, whose
 * state survives the server. {@link io.noria.pipelines.Pipelines} is the service.
 */
@NullMarked
package io.noria.pipelines;

import org.jspecify.annotations.NullMarked;
