/** Events, delivered at least once after commit. */
@NullMarked
package io.noria.storage.outbox;

import org.jspecify.annotations.NullMarked;
