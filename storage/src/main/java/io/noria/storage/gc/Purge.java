package io.noria.storage.gc;

import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The rows of one sort of record that an area can delete for good. Until then a deletion can be
 * undone. Stateless.
 */
public interface Purge {
  /** What the records are called, for people: {@code runs}. */
  String kind();

  /**
   * Notes the transaction's moment for records that are deleted and do not say since when, and
   * forgets it for those that are not deleted.
   */
  void stamp(Transaction tx);

  /** What {@link #step} would do to all of them. */
  Due due(Handle handle, Instant before);

  /**
   * Deletes for good some records that were deleted at the moment or before.
   *
   * @param after the number of the last record that was looked at; -1 at first
   * @param most how many records to look at
   */
  Step step(Transaction tx, Instant before, long after, int most);

  /**
   * What would go.
   *
   * @param going how many records
   * @param kept how many are old enough, but something that stays needs them
   * @param owners the keys in {@link ObjectColumn#owner} of rows that would go with them, by table
   */
  record Due(long going, long kept, Map<String, Set<String>> owners) {}

  /**
   * What a step did.
   *
   * @param purged records deleted for good
   * @param kept records that something else needs
   * @param last the number of the last one looked at
   * @param more whether there may be further ones
   */
  record Step(int purged, int kept, long last, boolean more) {}
}
