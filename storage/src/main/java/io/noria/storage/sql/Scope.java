package io.noria.storage.sql;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the current thread is doing with which database; catches a write within a unit, which would
 * wait for itself for ever.
 *
 * @param database whose
 * @param reading the handle of the read under way; null inside a unit of writing
 */
@SuppressWarnings("ReferenceEquality") // The very same database is meant.
record Scope(Database database, @Nullable Handle reading) {
  static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

  /** The handle of the read that encloses this one, or null. */
  static @Nullable Handle enclosingRead(Database database) {
    if (!CURRENT.isBound() || CURRENT.get().database() != database) {
      return null;
    }
    Handle handle = CURRENT.get().reading();
    if (handle == null) {
      throw new IllegalStateException(
          "a read inside a unit of writing: read through the transaction's handle");
    }
    return handle;
  }

  static void requireOutside(Database database) {
    if (CURRENT.isBound() && CURRENT.get().database() == database) {
      throw new IllegalStateException(
          "a write inside a "
              + (CURRENT.get().reading() == null
                  ? "unit of writing: write through its transaction, or after it has returned"
                  : "read: write after the read has returned"));
    }
  }
}
