package io.noria.registry;

import io.noria.storage.object.Digest;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files of a model's folder as they are at one moment. Whoever decides by the listing must read
 * only bytes that have the digests in it: a path may get another file at any time.
 *
 * @param files every file at any depth, by path
 */
public record VersionFiles(List<File> files) {
  /**
   * One file.
   *
   * @param path within the model's folder, with {@code /}
   * @param size bytes
   * @param digest of the bytes
   */
  public record File(String path, long size, Digest digest) {}

  /** Copies, in the order of paths. */
  public VersionFiles {
    files = files.stream().sorted(Comparator.comparing(File::path)).toList();
  }

  /** What lies in the folder now. */
  public static VersionFiles of(ArtifactStore artifacts, ArtifactFolder folder) {
    int within = folder.path().isEmpty() ? 0 : folder.path().length() + 1;
    List<File> files = new ArrayList<>();
    for (Artifact artifact : artifacts.files(folder.root(), folder.path())) {
      Digest digest = artifact.digest();
      if (digest != null) {
        files.add(new File(artifact.path().substring(within), artifact.size(), digest));
      }
    }
    return new VersionFiles(files);
  }

  /**
   * SHA-256 over a text with a line for each file: its digest, a space, the bytes of its path in
   * decimal, a space, the path. The length keeps a path with a line end from passing for two.
   */
  public Digest digest() {
    StringBuilder text = new StringBuilder();
    for (File file : files) {
      int length = file.path().getBytes(StandardCharsets.UTF_8).length;
      text.append(file.digest().value()).append(' ').append(length).append(' ');
      text.append(file.path()).append('\n');
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
