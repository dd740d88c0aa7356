package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Objects in a bucket of a store that speaks S3. Bytes of unknown length are staged in a local
 * file, since their name is known only at their end; what S3 is given is then whole or absent. Of
 * what is read, a part lies on this machine.
 */
final class S3ObjectStore implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

  /** Parts on their way at the same time, of all uploads together. */
  private static final int PARTS_UNDER_WAY = 8;

  /** S3 copies no more in one request: a larger object is sent again. */
  private static final long LARGEST_COPY = 5L << 30;

  /** An upload that is older has no process any more. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final S3Bucket bucket;
  private final ObjectCache cache;
  private final long partBytes;
  private final SweepGuard guard;
  private final SingleFlight<StoredObject> uploads = new SingleFlight<>();
  private final Semaphore underWay = new Semaphore(PARTS_UNDER_WAY);

  private S3ObjectStore(S3Bucket bucket, ObjectCache cache, long partBytes, SweepGuard guard) {
    this.bucket = bucket;
    this.cache = cache;
    this.partBytes = partBytes;
    this.guard = guard;
  }

  /** Opens the store; fails at once when the bucket cannot be used. */
  static S3ObjectStore open(
      S3Address address, S3Settings settings, InstantSource clock, SweepGuard guard) {
    ObjectCache cache = ObjectCache.open(settings.cache(), clock);
    try {
      S3Bucket bucket = new S3Bucket(S3Clients.open(settings), address, settings.timeout());
      S3ObjectStore store = new S3ObjectStore(bucket, cache, settings.partBytes(), guard);
      store.start(clock);
      return store;
    } catch (NoriaException e) {
      cache.close();
      throw new NoriaException(ErrorCode.FAILED_PRECONDITION, e.getMessage(), e);
    } catch (RuntimeException e) {
      cache.close();
      throw e;
    }
  }

  private void start(InstantSource clock) {
    try {
      bucket.head();
    } catch (RuntimeException e) {
      bucket.close();
      throw e;
    }
    LOG.info("objects={} opened", bucket.address());
    Thread.ofVirtual().name("noria-s3-sweep").start(() -> sweep(clock));
  }

  private void sweep(InstantSource clock) {
    try {
      int swept = bucket.sweep(clock.instant().minus(ABANDONED));
      if (swept > 0) {
        LOG.info("objects={} unfinished_uploads={} given_up", bucket.address(), swept);
      }
    } catch (RuntimeException e) {
      LOG.warn("objects={} unfinished_uploads=unknown error={}", bucket.address(), e.getMessage());
    }
  }

  @Override
  public StoredObject put(InputStream bytes) throws IOException {
    Path staged = cache.temporary();
    try {
      Digested file = Digested.copy(bytes, staged, partBytes);
      StoredObject object = upload(file);
      cache.adopt(object.digest(), staged, false);
      return object;
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  @Override
  public StoredObject put(Path file) throws IOException {
    boolean movable = Movable.into(cache.folder(), file);
    StoredObject object = upload(Digested.of(file, partBytes));
    if (movable) {
      cache.adopt(object.digest(), file, false);
    }
    return object;
  }

  private StoredObject upload(Digested file) throws IOException {
    StoredObject object = file.object();
    return uploads.run(
        object.digest(),
        () -> {
          Optional<StoredObject> there = bucket.find(object.digest());
          // One of another size is what a stranger left there: it is written anew.
          if (!there.equals(Optional.of(object)) || !reused(object)) {
            if (file.parts() == 1) {
              named(there.isPresent(), () -> bucket.put(file));
            } else {
              inParts(file, there.isPresent());
            }
          }
          return object;
        });
  }

  /**
   * Gives an object its name; when one is replaced, while nothing is swept: else a sweep could look
   * at the old one and delete the new one.
   */
  private void named(boolean replaced, SweepGuard.Work work) throws IOException {
    if (replaced) {
      guard.reusing(work);
    } else {
      work.run();
    }
  }

  /** Marks the object as put now, by copying it onto itself; false when it is gone. */
  private boolean reused(StoredObject object) throws IOException {
    if (object.size() > LARGEST_COPY) {
      return false;
    }
    boolean[] there = new boolean[1];
    guard.reusing(() -> there[0] = bucket.refresh(object.digest()));
    return there[0];
  }

  private void inParts(Digested file, boolean replaced) throws IOException {
    String upload = bucket.begin(file.object().digest());
    boolean whole = false;
    try {
      List<CompletedPart> parts = parts(file, upload);
      named(replaced, () -> bucket.complete(file, upload, parts));
      whole = true;
    } finally {
      if (!whole) {
        abort(file.object().digest(), upload);
      }
    }
  }

  private List<CompletedPart> parts(Digested file, String upload) throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<CompletedPart>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int part = 0; part < file.parts() && !failed.get(); part++) {
        int number = part;
        underWay.acquire();
        sent.add(
            threads.submit(() -> {
              try {
                return bucket.part(file, upload, number);
              } catch (RuntimeException e) {
                failed.set(true);
                throw e;
              } finally {
                underWay.release();
              }
            }));
      }
      List<CompletedPart> parts = new ArrayList<>();
      for (Future<CompletedPart> each : sent) {
        parts.add(each.get());
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while storing " + file.object().digest(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoriaException cause) {
        throw cause;
      }
      throw new IOException("storing " + file.object().digest() + ": " + e.getMessage(), e);
    }
  }

  private void abort(Digest digest, String upload) {
    try {
      bucket.abort(bucket.address().key(digest), upload);
    } catch (RuntimeException e) {
      // The sweep of a later start takes it.
      LOG.warn("object={} upload not given up: {}", digest, e.getMessage());
    }
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    Optional<SeekableByteChannel> local = fromCache(digest);
    return local.isPresent() ? from(local.get(), 0) : remote(digest);
  }

  private S3Stream remote(Digest digest) throws IOException {
    return S3Stream.open(from -> bucket.get(digest, from, -1), digest, 0, true);
  }

  @Override
  public InputStream open(Digest digest, long offset, long length) throws IOException {
    Ranges.require(offset, length);
    Optional<SeekableByteChannel> local = fromCache(digest);
    if (local.isPresent()) {
      return new LimitedInputStream(from(local.get(), offset), length);
    }
    if (length == 0) {
      if (find(digest).isEmpty()) {
        throw Ranges.missing(digest);
      }
      return InputStream.nullInputStream();
    }
    long to = length > Long.MAX_VALUE - offset ? -1 : offset + length - 1;
    return S3Stream.open(from -> bucket.get(digest, from, to), digest, offset, false);
  }

  private static InputStream from(SeekableByteChannel channel, long offset) throws IOException {
    try {
      channel.position(Math.min(offset, channel.size()));
      return Channels.newInputStream(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Open, it can be read to its end also when the cache drops it. */
  @SuppressWarnings("MustBeClosedChecker")
  private Optional<SeekableByteChannel> fromCache(Digest digest) throws IOException {
    Optional<Path> file = cache.find(digest, false);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.newByteChannel(file.get(), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<StoredObject> find(Digest digest) {
    return bucket.find(digest);
  }

  @Override
  public Path localFile(Digest digest) throws IOException {
    return cache.get(
        digest,
        file -> {
          try (InputStream bytes = remote(digest)) {
            Files.copy(bytes, file);
          }
        });
  }

  @Override
  public void delete(Digest digest) throws IOException {
    bucket.delete(digest);
    cache.drop(digest);
  }

  @Override
  public void list(Consumer<ListedObject> each) {
    bucket.list(each);
  }

  @Override
  public List<StoredObject> sweep(Collection<Digest> digests, Instant before) throws IOException {
    List<StoredObject> swept = new ArrayList<>();
    guard.sweeping(() -> {
      for (Digest digest : digests) {
        Optional<ListedObject> there = bucket.look(digest);
        if (there.isPresent() && there.get().put().isBefore(before)) {
          delete(digest);
          swept.add(new StoredObject(digest, there.get().size()));
        }
      }
    });
    return swept;
  }

  @Override
  public void check() {
    bucket.head();
  }

  @Override
  public void close() {
    try (cache) {
      bucket.close();
    }
  }
}
