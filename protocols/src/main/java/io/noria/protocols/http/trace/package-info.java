/** Requests as spans of OpenTelemetry: sampled, kept in a bounded queue, sent in the background. */
@NullMarked
package io.noria.protocols.http.trace;

import org.jspecify.annotations.NullMarked;
