/** One turn of the wheel: the pipeline and the steps that this area brings. */
@NullMarked
package io.noria.project.wheel;

import org.jspecify.annotations.NullMarked;
