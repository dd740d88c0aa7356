package io.noria.tracking;

import io.noria.tracking.upload.FolderUploads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Files that arrive in parts, several at the same time perhaps, and are put together when all are
 * there. Thread-safe. Parts lie on this machine's disk until then; what is not completed within a
 * day is deleted.
 */
public interface Uploads extends AutoCloseable {
  /** Most parts of one file. */
  int MOST_PARTS = 10_000;

  /**
   * Uploads in a folder of this machine, which is made when the first begins.
   *
   * @param artifacts where whole files go; quickest when they lie on the same disk
   */
  static Uploads inFolder(Path folder, ArtifactStore artifacts, InstantSource clock) {
    return FolderUploads.open(folder, artifacts, clock);
  }

  /**
   * Begins.
   *
   * @return what the upload is called from now on; nobody can guess it, and who knows it may send
   *     parts
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when the path is not one or the number of
   *     parts is none; NOT_FOUND when nobody owns the folder; RESOURCE_EXHAUSTED when too many
   *     uploads are under way, of the caller or in all
   */
  String begin(ArtifactRoot root, String path, int parts);

  /**
   * Takes a part, over one of the same number.
   *
   * @return what stands for its bytes, to be named again when the upload is completed
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such upload, INVALID_ARGUMENT
   *     when the number is not one of its parts
   */
  String put(String upload, int part, InputStream bytes) throws IOException;

  /**
   * Puts the parts together and stores the file.
   *
   * @param tags what stood for each part, from the first to the last
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such upload of this path,
   *     INVALID_ARGUMENT when a part is missing or another one
   */
  Artifact complete(String upload, ArtifactRoot root, String path, List<String> tags)
      throws IOException;

  /** Deletes what has come; an upload that is not there is no error. */
  void abort(String upload, ArtifactRoot root, String path) throws IOException;

  @Override
  void close();
}
