/** Keys of tasks, and why one differs from another. */
@NullMarked
package io.noria.pipelines.cache;

import org.jspecify.annotations.NullMarked;
