package io.noria.registry;

import io.noria.base.Page;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registered models. A model of another workspace than the default one goes by {@code
 * WORKSPACE/NAME}. Thread-safe; every write is committed when the call returns.
 */
public interface ModelStore {
  /**
   * Creates a model; ALREADY_EXISTS when the name is taken, INVALID_ARGUMENT when it is none or
   * there is no such workspace.
   */
  RegisteredModel create(String name, String description, Map<String, String> tags);

  /** Creates the model unless it is there. */
  void ensure(String name);

  /** The model; NOT_FOUND when there is none. */
  RegisteredModel get(String name);

  /** The model, if there is one. */
  Optional<RegisteredModel> find(String name);

  /** Renames, with all versions, aliases and history. */
  RegisteredModel rename(String name, String newName);

  /** Sets the description. */
  RegisteredModel describe(String name, String description);

  /** Sets a tag, over what was there. */
  void setTag(String name, String key, String value);

  /** Removes a tag; one that is not there is no error. */
  void deleteTag(String name, String key);

  /** Deletes the model with its versions; their history of moves stays. */
  void delete(String name);

  /** Models of all workspaces that match. */
  default Page<RegisteredModel> search(
      String filter, List<String> orderBy, int limit, @Nullable String pageToken) {
    return search(null, filter, orderBy, limit, pageToken);
  }

  /**
   * Models that match.
   *
   * @param workspace whose, names in the filter being those within it; null for all, by the names
   *     that they go by everywhere
   * @param filter over name and {@code tags.K}; empty for all
   * @param orderBy over name, timestamp, last_updated_timestamp; the default is name
   * @param limit 0 to 1000
   */
  Page<RegisteredModel> search(
      @Nullable WorkspaceName workspace,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken);
}
