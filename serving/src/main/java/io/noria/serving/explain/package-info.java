/** What each feature added to an answer, for every runtime. */
@NullMarked
package io.noria.serving.explain;

import org.jspecify.annotations.NullMarked;
