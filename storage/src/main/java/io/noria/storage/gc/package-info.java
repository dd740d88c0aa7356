/** Frees what was deleted long ago: rows first, then the objects that no row names any more. */
@org.jspecify.annotations.NullMarked
package io.noria.storage.gc;
