/**
 * Tensors and rows as JSON, for every dialect of serving: read straight into a tensor's buffer or a
 * model's row, written by hand. No protocol of its own.
 */
@NullMarked
package io.noria.protocols.tensors;

import org.jspecify.annotations.NullMarked;
