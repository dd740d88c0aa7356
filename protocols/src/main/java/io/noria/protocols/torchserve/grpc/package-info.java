/** TorchServe's gRPC. */
@NullMarked
package io.noria.protocols.torchserve.grpc;

import org.jspecify.annotations.NullMarked;
