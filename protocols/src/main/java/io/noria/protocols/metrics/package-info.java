/** How models answer, for Prometheus: under our own names, and under those of other servers. */
@NullMarked
package io.noria.protocols.metrics;

import org.jspecify.annotations.NullMarked;
