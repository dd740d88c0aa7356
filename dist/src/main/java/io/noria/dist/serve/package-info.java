/** {@code noria serve}: a model, from wherever it lies, behind a deployment. */
@NullMarked
package io.noria.dist.serve;

import org.jspecify.annotations.NullMarked;
