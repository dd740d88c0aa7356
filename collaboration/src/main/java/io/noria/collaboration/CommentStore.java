package io.noria.collaboration;

import io.noria.base.Page;
import io.noria.base.Ref;
import org.jspecify.annotations.Nullable;

/**
 * The comments. Only a comment's author changes it. Thread-safe; every write is committed, and told
 * as {@code CommentChanged}, when the call returns.
 */
public interface CommentStore {
  /** Longest text, in characters. */
  int LONGEST = 20_000;

  /** Most comments about one record, deleted ones included. */
  int MOST = 10_000;

  /**
   * Writes a comment.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT for a blank or too long text,
   *     RESOURCE_EXHAUSTED when the record has too many
   */
  Comment create(Ref subject, String body);

  /** The comment, deleted or not; NOT_FOUND when there is none. */
  Comment get(String id);

  /**
   * Changes the text.
   *
   * @throws io.noria.base.NoriaException PERMISSION_DENIED for another than the author,
   *     FAILED_PRECONDITION when it is deleted
   */
  Comment edit(String id, String body);

  /** Takes it away; it can be restored. Deleting twice is no error. */
  Comment delete(String id);

  /** Brings it back. Restoring what stands is no error. */
  Comment restore(String id);

  /**
   * The comments about a record, oldest first.
   *
   * @param deleted whether those that were taken away are listed too
   * @param limit 1 or more
   */
  Page<Comment> list(Ref subject, boolean deleted, int limit, @Nullable String pageToken);

  /** How many comments stand about the record. */
  int count(Ref subject);

  /** Those about the model and its versions go by the model's new name. */
  void renamed(String model, String newName);
}
