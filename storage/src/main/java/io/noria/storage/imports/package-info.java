/** What was brought over from other systems, and what became of it. */
@NullMarked
package io.noria.storage.imports;

import org.jspecify.annotations.NullMarked;
