/**
 * Brings histories over from other systems: a {@link io.noria.importing.ImportSource} reads one,
 * record by record, in the words of {@link io.noria.importing.Imported}.
 */
@NullMarked
package io.noria.importing;

import org.jspecify.annotations.NullMarked;
