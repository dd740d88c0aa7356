/** The Open Inference Protocol over gRPC, with what clients of Triton ask beside it. */
@NullMarked
package io.noria.protocols.oip.grpc;

import org.jspecify.annotations.NullMarked;
