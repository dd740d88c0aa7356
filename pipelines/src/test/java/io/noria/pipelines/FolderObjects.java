package io.noria.pipelines;

import io.noria.base.NoriaException;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The smallest object store that can be true: one file per digest. */
final class FolderObjects implements ObjectStore {
  private final Path folder;

  FolderObjects(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public StoredObject put(InputStream bytes) throws IOException {
    byte[] all = bytes.readAllBytes();
    var digest = new Digest(Digests.sha256(all));
    Files.write(folder.resolve(digest.value()), all);
    return new StoredObject(digest, all.length);
  }

  @Override
  public StoredObject put(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return put(in);
    }
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(localFile(digest));
  }

  @Override
  public InputStream open(Digest digest, long offset, long length) throws IOException {
    InputStream in = open(digest);
    in.skipNBytes(offset);
    return new java.io.ByteArrayInputStream(in.readNBytes((int) length));
  }

  @Override
  public Optional<StoredObject> find(Digest digest) throws IOException {
    Path file = folder.resolve(digest.value());
    return Files.exists(file)
        ? Optional.of(new StoredObject(digest, Files.size(file)))
        : Optional.empty();
  }

  @Override
  public Path localFile(Digest digest) {
    Path file = folder.resolve(digest.value());
    if (!Files.exists(file)) {
      throw NoriaException.notFound("object " + digest);
    }
    return file;
  }

  @Override
  public void delete(Digest digest) throws IOException {
    Files.deleteIfExists(folder.resolve(digest.value()));
  }

  @Override
  public void check() {}

  @Override
  public void close() {}
}
