package io.noria.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Sends files, several at a time, and passes over those that the server has. */
final class FileSender implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final int BLOCK = 1 << 16;

  private final NoriaClient client;
  private final BiConsumer<String, String> lost;
  private final Runnable progress;
  private final ExecutorService pool =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("import-file-", 0).factory());
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong there = new AtomicLong();

  FileSender(NoriaClient client, BiConsumer<String, String> lost, Runnable progress) {
    this.client = client;
    this.lost = lost;
    this.progress = progress;
  }

  /** What the server has of an owner: size and digest by path. */
  private record Known(long size, String digest) {}

  /** Sends them all and waits for it; what fails is noted. */
  void send(List<Imported.File> files) throws InterruptedException {
    Map<String, List<Imported.File>> owners = new HashMap<>();
    for (Imported.File file : files) {
      String owner = Importer.kind(file.owner()) + "&id=" + NoriaClient.segment(file.id());
      owners.computeIfAbsent(owner, name -> new ArrayList<>()).add(file);
    }
    List<Future<?>> under = new ArrayList<>();
    for (Map.Entry<String, List<Imported.File>> owner : owners.entrySet()) {
      Map<String, Known> known;
      try {
        known = known(owner.getKey());
      } catch (NoriaException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        // Its run or model is not there, or not any more: that holds up no other.
        owner.getValue().forEach(file -> fail(file, why(e)));
        continue;
      }
      for (Imported.File file : owner.getValue()) {
        under.add(pool.submit(() -> one(owner.getKey(), file, known.get(file.path()))));
      }
    }
    for (Future<?> one : under) {
      try {
        one.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof NoriaException own) {
          throw own;
        }
        throw new NoriaException(ErrorCode.INTERNAL, "a file could not be sent", e.getCause());
      }
    }
  }

  private Map<String, Known> known(String owner) throws InterruptedException {
    JsonNode answer = Patience.call(() -> client.get("/imports/files?owner=" + owner));
    Map<String, Known> known = new HashMap<>();
    answer
        .path("items")
        .forEach(item ->
            known.put(
                item.path("path").asText(),
                new Known(item.path("size").asLong(), item.path("digest").asText(""))));
    return known;
  }

  private Void one(String owner, Imported.File file, @org.jspecify.annotations.Nullable Known known)
      throws InterruptedException {
    try {
      if (known != null && known.size() == file.bytes() && known.digest().equals(digest(file))) {
        there.incrementAndGet();
        return null;
      }
      String path =
          "/imports/files?owner="
              + owner
              + "&path="
              + NoriaClient.segment(file.path())
              + "&bytes="
              + file.bytes();
      Patience.call(() -> client.put(path, () -> open(file), file.bytes()));
      sent.incrementAndGet();
      bytes.addAndGet(file.bytes());
      progress.run();
    } catch (IOException | UncheckedIOException e) {
      fail(file, "it could not be read: " + e.getMessage());
    } catch (NoriaException e) {
      switch (e.code()) {
        case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, TOO_LARGE, ALREADY_EXISTS ->
            fail(file, why(e));
        default -> throw e;
      }
    }
    return null;
  }

  private static String why(NoriaException e) {
    return e.getMessage() == null ? e.code().name() : e.getMessage();
  }

  private void fail(Imported.File file, String why) {
    String kind = Importer.kind(file.owner());
    failed.add(kind + " " + file.id());
    lost.accept(kind.replace('_', ' ') + " " + file.id() + ", file " + file.path(), why);
  }

  private static InputStream open(Imported.File file) {
    try {
      return file.content().open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Imported.File file) throws IOException {
    try (InputStream in = file.content().open()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[BLOCK];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether a file of the owner did not arrive. */
  boolean hasFailed(String kind, String id) {
    return failed.contains(kind + " " + id);
  }

  long sent() {
    return sent.get();
  }

  long bytes() {
    return bytes.get();
  }

  long there() {
    return there.get();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
