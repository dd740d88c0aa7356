package io.noria.registry;

import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One registered version of a model.
 *
 * @param id model and number
 * @param stage where it stands
 * @param aliases that point at it, sorted
 * @param source where its files are, as it was registered: {@code models:/m-…}, {@code
 *     runs:/…/model}, {@code models:/NAME/VERSION} or {@code mlflow-artifacts:/…}
 * @param run the run that made it, or null
 * @param loggedModel the logged model it was registered from, or null
 * @param user who registered it
 * @param description Markdown; may be empty
 * @param tags by key, sorted
 * @param createdAt when it was registered
 * @param updatedAt when it last changed
 * @param eventTime the moment in the data's world it was made for; null when it has none
 */
public record ModelVersion(
    ModelVersionId id,
    Stage stage,
    List<String> aliases,
    String source,
    @Nullable RunId run,
    @Nullable LoggedModelId loggedModel,
    String user,
    String description,
    Map<String, String> tags,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant eventTime) {
  /** Copies. */
  public ModelVersion {
    aliases = aliases.stream().sorted().toList();
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
