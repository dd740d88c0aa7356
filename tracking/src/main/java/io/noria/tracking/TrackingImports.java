package io.noria.tracking;

import io.noria.storage.imports.ImportResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Takes in the history of another system: records with their own ids and times, in the bin too,
 * without events. Thread-safe; every write is committed when the call returns.
 */
public interface TrackingImports {
  /**
   * Writes records together, or, when one of them cannot be here, each for itself.
   *
   * @param source the history's name, under which it is known when it comes again
   * @param intoExisting whether an experiment may be merged into one of the same name that is here
   * @return what became of each, in their order
   */
  List<ImportResult> restore(String source, boolean intoExisting, List<Restored> records);

  /**
   * Remembers that everything of a record has come; nothing when the record did not.
   *
   * @param kind {@code run}, {@code logged_model} or {@code trace}
   * @param stamp stands for how much that was
   */
  void whole(String source, String kind, String id, String stamp);

  /**
   * The stamps of records of which everything has come, by id in the source.
   *
   * @param after only ids behind this one; empty for the beginning
   */
  Map<String, String> wholes(String source, String kind, String after, int most);

  /** Where the files of a run go, deleted or not; NOT_FOUND when there is none. */
  ArtifactRoot rootOf(RunId run);

  /** Where the files of a logged model go, deleted or not; NOT_FOUND when there is none. */
  ArtifactRoot rootOf(LoggedModelId model);

  /**
   * Stores a file of a run or logged model that was brought over, deleted or not.
   *
   * @param length how many bytes there must be; below 0 when it is not known
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when there were more or fewer,
   *     FAILED_PRECONDITION when its owner is not from an import
   */
  Artifact putFile(ArtifactRoot root, String path, InputStream bytes, long length)
      throws IOException;
}
