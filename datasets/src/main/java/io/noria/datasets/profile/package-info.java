/** Looks at what a version's columns hold. */
@NullMarked
package io.noria.datasets.profile;

import org.jspecify.annotations.NullMarked;
