/** Content-addressed immutable objects. */
@NullMarked
package io.noria.storage.object;

import org.jspecify.annotations.NullMarked;
