/**
 * What every HTTP dialect of the server shares: one port, routes, bodies within limits, errors in
 * the dialect's own form, event streams and figures for Prometheus.
 */
@NullMarked
package io.noria.protocols.http;

import org.jspecify.annotations.NullMarked;
