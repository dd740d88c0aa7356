/** What a version must meet before it is accepted, and how that is checked. */
@NullMarked
package io.noria.datasets.expectation;

import org.jspecify.annotations.NullMarked;
