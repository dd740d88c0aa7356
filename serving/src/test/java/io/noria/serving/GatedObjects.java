package io.noria.serving;

import io.noria.storage.object.Digest;
import io.noria.storage.object.ListedObject;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A store some of whose objects come only when the test says so. */
final class GatedObjects implements ObjectStore {
  private final ObjectStore store;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile List<Digest> held = List.of();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  GatedObjects(ObjectStore store) {
    this.store = store;
  }

  /** From here on these do not come. */
  void hold(List<Digest> digests) {
    gate = new CountDownLatch(1);
    held = digests;
  }

  /** How many wait for one of them. */
  int waiting() {
    return waiting.get();
  }

  /** They come now. */
  void release() {
    held = List.of();
    gate.countDown();
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    if (held.contains(digest)) {
      waiting.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      } finally {
        waiting.decrementAndGet();
      }
    }
    return store.open(digest);
  }

  @Override
  public InputStream open(Digest digest, long offset, long length) throws IOException {
    return store.open(digest, offset, length);
  }

  @Override
  public StoredObject put(InputStream bytes) throws IOException {
    return store.put(bytes);
  }

  @Override
  public StoredObject put(Path file) throws IOException {
    return store.put(file);
  }

  @Override
  public Optional<StoredObject> find(Digest digest) throws IOException {
    return store.find(digest);
  }

  @Override
  public Path localFile(Digest digest) throws IOException {
    return store.localFile(digest);
  }

  @Override
  public void delete(Digest digest) throws IOException {
    store.delete(digest);
  }

  @Override
  public void list(Consumer<ListedObject> each) throws IOException {
    store.list(each);
  }

  @Override
  public List<StoredObject> sweep(Collection<Digest> digests, Instant before) throws IOException {
    return store.sweep(digests, before);
  }

  @Override
  public void check() {
    store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
