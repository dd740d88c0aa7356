package io.noria.storage.gc;

import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What an upper area still needs of a lower one's records. */
@FunctionalInterface
public interface Holds {
  /** Nothing is needed. */
  Holds NOTHING = handle -> Set.of();

  /** The ids of the records that must stay, read in the same transaction. */
  Set<String> ids(Handle handle);
}
