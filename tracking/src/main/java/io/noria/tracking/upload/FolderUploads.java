package io.noria.tracking.upload;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ArtifactStore;
import io.noria.tracking.Limits;
import io.noria.tracking.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A folder for each upload: {@code upload.json} says what it is, {@code 7-TAG} is the seventh part.
 * A part is written beside and renamed when it is whole, so a server that was killed leaves whole
 * parts and the upload goes on.
 */
public final class FolderUploads implements Uploads {
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int MOST_OPEN = 256;
  private static final int MOST_OF_ONE = 32;
  private static final int BUFFER = 1 << 18;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final String ABOUT = "upload.json";

  private final Path folder;
  private final ArtifactStore artifacts;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final ReentrantLock beginning = new ReentrantLock();

  private FolderUploads(Path folder, ArtifactStore artifacts, InstantSource clock) {
    this.folder = folder;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  /**
   * Uploads in the folder, which is made when the first begins.
   *
   * @param artifacts where whole files go
   */
  public static Uploads open(Path folder, ArtifactStore artifacts, InstantSource clock) {
    return new FolderUploads(folder.toAbsolutePath().normalize(), artifacts, clock);
  }

  /** What an upload is; whose is not known of one that an older server began. */
  private record About(String root, String path, int parts, long expiresMs, @Nullable String who) {}

  @Override
  public String begin(ArtifactRoot root, String path, int parts) {
    Limits.path("artifact path", path);
    if (parts < 1 || parts > MOST_PARTS) {
      throw NoriaException.invalid("num_parts: " + parts + " (expected: 1 to " + MOST_PARTS + ")");
    }
    // The owner must be there before anything is taken in.
    artifacts.checkOwner(root, path);
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    String who = Actor.current();
    beginning.lock();
    try {
      List<String> open = sweep();
      if (open.size() >= MOST_OPEN) {
        throw tooMany(MOST_OPEN + " under way");
      }
      if (Collections.frequency(open, who) >= MOST_OF_ONE) {
        throw tooMany(MOST_OF_ONE + " of " + Limits.shown(who) + " under way");
      }
      long expires = clock.instant().plus(KEPT).toEpochMilli();
      describe(folder.resolve(id), Json.write(new About(root.value(), path, parts, expires, who)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      beginning.unlock();
    }
    return id;
  }

  /** Whole or not at all: half of it could not be read by those who begin later. */
  private static void describe(Path own, String about) throws IOException {
    Files.createDirectories(own);
    try {
      Files.writeString(own.resolve(ABOUT), about);
    } catch (IOException e) {
      delete(own);
      throw e;
    }
  }

  private static NoriaException tooMany(String open) {
    return new NoriaException(
        ErrorCode.RESOURCE_EXHAUSTED,
        "uploads: " + open + ", as many as are allowed; complete or abort one, or try again");
  }

  /** Deletes what is too old; whose the others are. */
  private List<String> sweep() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> left = new ArrayList<>();
    for (Path own : children(folder)) {
      About about = read(own);
      if (expired(own, about)) {
        delete(own);
      } else {
        left.add(about == null || about.who() == null ? "" : about.who());
      }
    }
    return left;
  }

  /** Null when it is not there: the upload just ends, or its server was killed as it began. */
  private static @Nullable About read(Path own) throws IOException {
    try {
      return Json.read(Files.readString(own.resolve(ABOUT)), About.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private boolean expired(Path own, @Nullable About about) throws IOException {
    Instant now = clock.instant();
    if (about != null) {
      return about.expiresMs() < now.toEpochMilli();
    }
    try {
      return Files.getLastModifiedTime(own).toInstant().plus(KEPT).isBefore(now);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private About about(String upload) throws IOException {
    if (ID.matcher(upload).matches()) {
      About about = read(folder.resolve(upload));
      if (about != null && about.expiresMs() >= clock.millis()) {
        return about;
      }
    }
    throw none(upload);
  }

  private About about(String upload, ArtifactRoot root, String path) throws IOException {
    About about = about(upload);
    if (!about.root().equals(root.value()) || !about.path().equals(path)) {
      throw none(upload);
    }
    return about;
  }

  private static NoriaException none(String upload) {
    return NoriaException.notFound(
        "upload: none '" + Limits.shown(upload) + "' (completed, aborted, or older than a day)");
  }

  @Override
  public String put(String upload, int part, InputStream bytes) throws IOException {
    About about = about(upload);
    if (part < 1 || part > about.parts()) {
      throw NoriaException.invalid("part: " + part + " (expected: 1 to " + about.parts() + ")");
    }
    Path own = folder.resolve(upload);
    Path temp = Files.createTempFile(own, "part", ".tmp");
    try {
      String tag = write(bytes, temp);
      for (Path before : partsOf(own, part)) {
        Files.deleteIfExists(before);
      }
      Files.move(temp, own.resolve(part + "-" + tag), StandardCopyOption.ATOMIC_MOVE);
      return tag;
    } finally {
      Files.deleteIfExists(temp);
    }
  }

  private static String write(InputStream bytes, Path temp) throws IOException {
    CRC32C crc = new CRC32C();
    long size = 0;
    try (FileChannel out = FileChannel.open(temp, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        crc.update(buffer, 0, count);
        ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, count);
        while (chunk.hasRemaining()) {
          out.write(chunk);
        }
        size += count;
      }
    }
    return String.format(Locale.ROOT, "%08x-%d", crc.getValue(), size);
  }

  private static List<Path> partsOf(Path own, int part) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(own, part + "-*")) {
      files.forEach(found::add);
    }
    return found;
  }

  @Override
  public Artifact complete(String upload, ArtifactRoot root, String path, List<String> tags)
      throws IOException {
    ReentrantLock lock = locks.computeIfAbsent(upload, key -> new ReentrantLock());
    lock.lock();
    try {
      About about = about(upload, root, path);
      List<Path> parts = parts(folder.resolve(upload), about, tags);
      Path whole = join(folder.resolve(upload), parts);
      Artifact stored = artifacts.put(root, path, whole);
      delete(folder.resolve(upload));
      return stored;
    } finally {
      lock.unlock();
      locks.remove(upload);
    }
  }

  private static List<Path> parts(Path own, About about, List<String> tags) {
    if (tags.size() != about.parts()) {
      throw NoriaException.invalid(
          "parts: " + tags.size() + " (expected: all " + about.parts() + ")");
    }
    List<Path> parts = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      Path file = own.resolve((i + 1) + "-" + tag);
      if (!tag.matches("[0-9a-f]{8}-[0-9]{1,19}") || !Files.isRegularFile(file)) {
        throw NoriaException.invalid(
            "part "
                + (i + 1)
                + ": etag '"
                + Limits.shown(tag)
                + "' (expected: that of the part as it was sent last)");
      }
      parts.add(file);
    }
    return parts;
  }

  /** Copies within the kernel, into a file of its own: the parts stay until the file is stored. */
  private static Path join(Path own, List<Path> parts) throws IOException {
    Path whole = Files.createTempFile(own, "whole", ".tmp");
    try {
      join(parts, whole);
      return whole;
    } catch (IOException e) {
      Files.deleteIfExists(whole);
      throw e;
    }
  }

  private static void join(List<Path> parts, Path whole) throws IOException {
    try (FileChannel out = FileChannel.open(whole, StandardOpenOption.WRITE)) {
      for (Path part : parts) {
        try (FileChannel in = FileChannel.open(part, StandardOpenOption.READ)) {
          long size = in.size();
          for (long at = 0; at < size; ) {
            at += in.transferTo(at, size - at, out);
          }
        }
      }
    }
  }

  @Override
  public void abort(String upload, ArtifactRoot root, String path) throws IOException {
    try {
      about(upload, root, path);
    } catch (NoriaException e) {
      return;
    }
    delete(folder.resolve(upload));
  }

  private static List<Path> children(Path parent) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent)) {
      files.forEach(found::add);
    }
    return found;
  }

  private static void delete(Path own) throws IOException {
    Files.deleteIfExists(own.resolve(ABOUT));
    for (Path file : children(own)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(own);
  }

  @Override
  public void close() {
    try {
      sweep();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
