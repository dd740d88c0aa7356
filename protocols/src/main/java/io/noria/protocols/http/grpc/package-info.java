/**
 * gRPC on the one port: HTTP/2 is Helidon's, what gRPC makes of it is here. Nothing in it knows a
 * service.
 */
@NullMarked
package io.noria.protocols.http.grpc;

import org.jspecify.annotations.NullMarked;
