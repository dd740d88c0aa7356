/** Making a record again from what was recorded of it alone. */
@NullMarked
package io.noria.thread.rerun;

import org.jspecify.annotations.NullMarked;
