package io.noria.registry;

import io.noria.storage.imports.ImportResult;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes in another registry: models, versions under their own numbers, stages and aliases. Nobody
 * is told. What came to stand where it stands did so elsewhere, but gates of here are asked all the
 * same: a version that may not stand in its stage comes over in the one that it has here,
 * Development when it is new, which is noted, and an alias that may not point at its version is
 * refused. The history of moves begins with where a version stood, at its own time. Thread-safe.
 */
public interface RegistryImports {
  /** A record of another registry. */
  sealed interface Restored {
    /**
     * A model.
     *
     * @param lastVersion the greatest number that a version ever had; 0 for none
     */
    record OfModel(
        String name,
        String description,
        int lastVersion,
        Instant createdAt,
        Instant updatedAt,
        Map<String, String> tags)
        implements Restored {
      /** Copies. */
      public OfModel {
        tags = new TreeMap<>(tags);
      }
    }

    /** A version of a model that came before; run and logged model need not be here. */
    record OfVersion(
        ModelVersionId id,
        Stage stage,
        String source,
        @Nullable RunId run,
        @Nullable LoggedModelId loggedModel,
        String user,
        String description,
        Map<String, String> tags,
        Instant createdAt,
        Instant updatedAt)
        implements Restored {
      /** Copies. */
      public OfVersion {
        tags = new TreeMap<>(tags);
      }
    }

    /** An alias of a version that came before. */
    record OfAlias(String alias, ModelVersionId version) implements Restored {}
  }

  /**
   * Writes records together, or, when one of them cannot be here, each for itself.
   *
   * @param source the history's name, under which it is known when it comes again
   * @return what became of each, in their order
   */
  List<ImportResult> restore(String source, List<Restored> records);
}
