package io.noria.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Immutable objects named by the SHA-256 of their bytes. Thread-safe. Bytes are streamed both ways;
 * no call holds a whole object in memory.
 */
public interface ObjectStore extends AutoCloseable {
  /** Reads the stream to its end and stores it durably; storing the same bytes again is cheap. */
  StoredObject put(InputStream bytes) throws IOException;

  /**
   * Stores a file's bytes, by moving or linking it when the store can. The file may be consumed.
   */
  StoredObject put(Path file) throws IOException;

  /**
   * Opens the whole object.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  InputStream open(Digest digest) throws IOException;

  /** Opens {@code length} bytes from {@code offset}, fewer at the end of the object. */
  InputStream open(Digest digest, long offset, long length) throws IOException;

  /** Size in bytes, or empty when there is no such object. */
  Optional<StoredObject> find(Digest digest) throws IOException;

  /**
   * A local file with the object's bytes, for engines that read files; read-only, valid as long as
   * the object is not deleted.
   */
  Path localFile(Digest digest) throws IOException;

  /** Deletes; an object that is not there is no error. */
  void delete(Digest digest) throws IOException;

  /** Shows every object, in no order; those put or deleted meanwhile may be shown or not. */
  void list(Consumer<ListedObject> each) throws IOException;

  /**
   * Deletes those of the objects that were put last before the moment. One that is put again at the
   * same time is either found fresh and stays, or is stored anew by who puts it.
   *
   * @return what was deleted
   */
  List<StoredObject> sweep(Collection<Digest> digests, Instant before) throws IOException;

  /** A cheap check that the store can be reached. */
  void check();

  @Override
  void close();
}
