package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.VersionFiles;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The files of one bundle, each checked against its digest while it is read.
 *
 * @param name of the model, for messages
 */
record BundleFiles(
    String name, ArtifactFolder folder, ArtifactStore artifacts, ObjectStore objects) {
  /** Reads a file's bytes as they come. */
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream bytes) throws IOException;
  }

  Optional<Artifact> find(String file) {
    String path = folder.path().isEmpty() ? file : folder.path() + "/" + file;
    return artifacts.find(folder.root(), path);
  }

  /** All files as they are now, with their digests. */
  VersionFiles listing() {
    return VersionFiles.of(artifacts, folder);
  }

  /** The paths of all files, within the folder. */
  List<String> paths() {
    int skipped = folder.path().isEmpty() ? 0 : folder.path().length() + 1;
    return artifacts.files(folder.root(), folder.path()).stream()
        .filter(file -> file.digest() != null)
        .map(file -> file.path().substring(skipped))
        .toList();
  }

  /** The digest of the file. */
  Digest digest(String file) {
    Artifact found =
        find(file)
            .orElseThrow(() ->
                new NoriaException(
                    ErrorCode.FAILED_PRECONDITION,
                    "model %s: no file %s in %s (expected: a bundle as training writes it)"
                        .formatted(name, file, folder.path())));
    return Objects.requireNonNull(found.digest(), found.path());
  }

  byte[] bytes(String file) throws IOException {
    return read(file, InputStream::readAllBytes);
  }

  <T> T read(String file, Reader<T> reader) throws IOException {
    Digest expected = digest(file);
    MessageDigest sha = sha256();
    try (InputStream stream = new DigestInputStream(objects.open(expected), sha)) {
      T read = reader.read(new LeftOpen(stream));
      stream.transferTo(OutputStream.nullOutputStream());
      String found = HexFormat.of().formatHex(sha.digest());
      if (!found.equals(expected.value())) {
        throw new NoriaException(
            ErrorCode.DATA_LOSS,
            name + "/" + file + ": digest " + found + " (expected: " + expected + ")");
      }
      return read;
    }
  }

  /** Refuses the bundle when a file is not the one that it lists. */
  void requireListed(Map<String, String> listed) {
    listed.forEach((file, digest) -> {
      Digest found = digest(file);
      if (!found.value().equals(digest)) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "model %s: file %s has digest %s (expected: %s, as the bundle lists it)"
                .formatted(name, file, found, digest));
      }
    });
  }

  /** Lays a file under its path into the target. */
  void lay(String file, Path target) throws IOException {
    layAs(file, file, target);
  }

  /** Lays a file under another path into the target. */
  void layAs(String file, String path, Path target) throws IOException {
    Path place = target.resolve(path).normalize();
    if (!place.startsWith(target)) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: file %s (expected: a path within the bundle)".formatted(name, file));
    }
    Files.createDirectories(Objects.requireNonNull(place.getParent()));
    boolean script =
        read(
            file,
            bytes -> {
              byte[] head = bytes.readNBytes(2);
              try (OutputStream out = Files.newOutputStream(place)) {
                out.write(head);
                bytes.transferTo(out);
              }
              return head.length == 2 && head[0] == '#' && head[1] == '!';
            });
    if (script && !place.toFile().setExecutable(true)) {
      throw new IOException(place + " cannot be made executable");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whoever reads the file may close the stream, but its rest counts for the digest too. */
  private static final class LeftOpen extends BufferedInputStream {
    LeftOpen(InputStream stream) {
      super(stream, 1 << 16);
    }

    @Override
    public void close() {
      // The owner of the stream closes it.
    }
  }
}
