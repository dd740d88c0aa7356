package io.noria.registry;

import io.noria.base.Page;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of registered models. Thread-safe; writes are committed when the call returns. */
public interface VersionStore {
  /**
   * Registers a version under the model's next number, in Development.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND without such a model, run or source version;
   *     INVALID_ARGUMENT for a source that cannot be
   */
  ModelVersion create(NewModelVersion version);

  /** The version; NOT_FOUND when there is none. */
  ModelVersion get(ModelVersionId id);

  /** The version, if there is one. */
  Optional<ModelVersion> find(ModelVersionId id);

  /** The version that the alias points at. */
  Optional<ModelVersion> findByAlias(String model, String alias);

  /** The newest version in the stage. */
  Optional<ModelVersion> findByStage(String model, Stage stage);

  /** Every version of the model, newest first. */
  List<ModelVersion> list(String model);

  /** Sets the description. */
  ModelVersion describe(ModelVersionId id, String description);

  /** Sets a tag, over what was there. */
  void setTag(ModelVersionId id, String key, String value);

  /** Removes a tag; one that is not there is no error. */
  void deleteTag(ModelVersionId id, String key);

  /** Deletes the version; its aliases are dropped, its number is not used again. */
  void delete(ModelVersionId id);

  /** Versions of all workspaces that match. */
  default Page<ModelVersion> search(
      String filter, List<String> orderBy, int limit, @Nullable String pageToken) {
    return search(null, filter, orderBy, limit, pageToken);
  }

  /**
   * Versions that match.
   *
   * @param workspace whose, names in the filter being those within it; null for all, by the names
   *     that they go by everywhere
   * @param filter over name, run_id, source_path, version_number, {@code tags.K}; empty for all
   * @param orderBy over name, version_number, creation_timestamp, last_updated_timestamp; the
   *     default is last_updated_timestamp DESC, name, version_number DESC
   * @param limit 1 to 200 000
   */
  Page<ModelVersion> search(
      @Nullable WorkspaceName workspace,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken);

  /** Where the files are, as a URI that needs no further look-up: copies are followed. */
  String downloadUri(ModelVersionId id);

  /**
   * The folder of the version's files in our own artifact store.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when they are somewhere else
   */
  ArtifactFolder folder(ModelVersionId id);
}
