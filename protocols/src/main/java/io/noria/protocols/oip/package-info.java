/** The Open Inference Protocol V2 over REST, with Triton's extensions: {@code /v2/…}. */
@NullMarked
package io.noria.protocols.oip;

import org.jspecify.annotations.NullMarked;
