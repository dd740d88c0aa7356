package io.noria.storage.imports;

import io.noria.storage.sql.Transaction;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A record that is to be brought over, as the ledger sees it: within one unit of writing. */
public interface ImportRecord {
  /** What it is: {@code run}. */
  String kind();

  /** Its id in the source. */
  String id();

  /** Its id here, whether it is here or not; usually the source's. */
  default String here() {
    return id();
  }

  /** The record as it came: the same text for the same record. */
  String given();

  /**
   * Whether ids of its kind are the same in every copy of a history, as those of runs are, and the
   * names of models are not.
   */
  boolean isUnique();

  /** All that there is of it here, as one text; null when there is nothing. */
  @Nullable String made(Handle handle);

  /** Writes it, where nothing is; answers with what could not be kept. */
  List<String> create(Transaction tx) throws SQLException;

  /** Writes it over what an import made. */
  List<String> update(Transaction tx) throws SQLException;
}
