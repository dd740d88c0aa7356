package io.noria.tracking;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files of runs and logged models: names over content-addressed objects. Thread-safe. Bytes are
 * streamed; paths that would leave the root are refused with INVALID_ARGUMENT.
 */
public interface ArtifactStore {
  /** Stores a stream under the path, over what was there. The owner must exist and be active. */
  Artifact put(ArtifactRoot root, String path, InputStream bytes) throws IOException;

  /** Stores a file's bytes under the path; the file may be consumed. */
  Artifact put(ArtifactRoot root, String path, Path file) throws IOException;

  /** Stores every regular file of a folder under the directory; the files may be consumed. */
  List<Artifact> putFolder(ArtifactRoot root, String directory, Path folder) throws IOException;

  /**
   * Checks that a file may be put there, before its bytes are taken in.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when the path is not one, NOT_FOUND when
   *     nobody owns the root, FAILED_PRECONDITION when its owner is deleted
   */
  void checkOwner(ArtifactRoot root, String path);

  /** The file at the path; empty when there is none or it is a folder. */
  Optional<Artifact> find(ArtifactRoot root, String path);

  /**
   * Files and folders directly in the directory, by path; empty when there is nothing.
   *
   * @param directory empty for the root
   */
  List<Artifact> list(ArtifactRoot root, String directory);

  /** Every file under the directory at any depth, by path. */
  List<Artifact> files(ArtifactRoot root, String directory);

  /**
   * Opens a file.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none, or it is a folder
   */
  InputStream open(ArtifactRoot root, String path) throws IOException;

  /** Opens {@code length} bytes of a file from {@code offset}; fewer at its end. */
  InputStream open(ArtifactRoot root, String path, long offset, long length) throws IOException;

  /**
   * A local file with the file's bytes, read-only, for engines that read files; valid as long as
   * the artifact is there.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none, or it is a folder
   */
  Path localFile(ArtifactRoot root, String path) throws IOException;

  /** Lays the directory's files into the target folder (created when missing) and returns it. */
  Path localFolder(ArtifactFolder folder, Path target) throws IOException;

  /** Removes the file, or everything under the folder; what is not there is no error. */
  void delete(ArtifactRoot root, String path);
}
