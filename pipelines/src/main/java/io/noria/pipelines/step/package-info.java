/** Steps that pipelines brings along. */
@NullMarked
package io.noria.pipelines.step;

import org.jspecify.annotations.NullMarked;
