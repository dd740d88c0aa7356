/**
 * Requests and answers in named tensors, as JSON with raw tensors behind it (the Open Inference
 * Protocol's form): several dialects carry them.
 */
@NullMarked
package io.noria.protocols.tensors.v2;

import org.jspecify.annotations.NullMarked;
