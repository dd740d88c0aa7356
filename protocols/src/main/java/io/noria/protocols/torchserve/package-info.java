/** TorchServe's inference and management APIs. */
@NullMarked
package io.noria.protocols.torchserve;

import org.jspecify.annotations.NullMarked;
