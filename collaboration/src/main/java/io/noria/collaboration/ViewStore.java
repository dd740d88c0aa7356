package io.noria.collaboration;

import io.noria.base.Page;
import org.jspecify.annotations.Nullable;

/**
 * The saved views: everybody sees all, only a view's author changes it. Thread-safe; writes are
 * committed when the call returns.
 */
public interface ViewStore {
  /** Longest name, and longest name of a page. */
  int LONGEST_NAME = 100;

  /** Longest state, in characters. */
  int LONGEST_STATE = 20_000;

  /** Most views of one author. */
  int MOST = 1000;

  /**
   * Saves a view.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT, ALREADY_EXISTS when the author has one
   *     of that name for the page, RESOURCE_EXHAUSTED when the author has too many
   */
  SavedView create(String name, String page, String state);

  /** The view; NOT_FOUND when there is none. */
  SavedView get(String id);

  /**
   * Changes what is not null.
   *
   * @throws io.noria.base.NoriaException PERMISSION_DENIED for another than the author
   */
  SavedView update(String id, @Nullable String name, @Nullable String state);

  /** Deletes it; only by its author. */
  void delete(String id);

  /**
   * Views, by name.
   *
   * @param page of this page only; null for all
   * @param limit 1 or more
   */
  Page<SavedView> list(@Nullable String page, int limit, @Nullable String pageToken);
}
