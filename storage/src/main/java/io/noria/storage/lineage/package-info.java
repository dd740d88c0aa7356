/** The graph of what made what. */
@NullMarked
package io.noria.storage.lineage;

import org.jspecify.annotations.NullMarked;
