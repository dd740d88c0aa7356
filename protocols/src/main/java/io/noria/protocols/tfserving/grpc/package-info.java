/** TensorFlow Serving's gRPC. */
@NullMarked
package io.noria.protocols.tfserving.grpc;

import org.jspecify.annotations.NullMarked;
