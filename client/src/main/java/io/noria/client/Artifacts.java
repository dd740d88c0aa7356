package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** The files of runs, streamed both ways. Thread-safe. */
public final class Artifacts {
  private final NoriaClient client;

  Artifacts(NoriaClient client) {
    this.client = client;
  }

  /**
   * A file or folder.
   *
   * @param path within the run's artifacts
   * @param directory whether it is a folder
   * @param size bytes; 0 of a folder
   */
  public record Artifact(String path, boolean directory, long size) {
    static Artifact of(JsonNode node) {
      return new Artifact(
          node.path("path").asText(),
          node.path("directory").asBoolean(),
          node.path("size").asLong());
    }
  }

  private static String content(String run, String path) {
    return "/runs/"
        + NoriaClient.segment(run)
        + "/artifacts/content?path="
        + NoriaClient.segment(path);
  }

  /**
   * Stores a file under the path.
   *
   * @throws NoriaException NOT_FOUND when there is no such file here, or no such run there
   */
  public Artifact upload(String run, String path, Path file) {
    try {
      return Artifact.of(
          client.put(content(run, path), HttpRequest.BodyPublishers.ofFile(file), true));
    } catch (FileNotFoundException e) {
      throw new NoriaException(
          ErrorCode.NOT_FOUND, "file: " + file + " (expected: a file to upload)", e);
    }
  }

  /**
   * Stores a file under the path and says how far it is.
   *
   * @param sent is told how many bytes have gone out; from 0 again when the call is repeated
   * @throws NoriaException NOT_FOUND when there is no such file here, or no such run there
   */
  public Artifact upload(String run, String path, Path file, LongConsumer sent) {
    try {
      long length = Files.size(file);
      return Artifact.of(client.put(content(run, path), () -> new Counted(file, sent), length));
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.NOT_FOUND, "file: " + file + " (expected: a file to upload)", e);
    }
  }

  /** A file's bytes, counted as they are read. */
  private static final class Counted extends FilterInputStream {
    private final LongConsumer sent;
    private long count;

    Counted(Path file, LongConsumer sent) {
      super(opened(file));
      this.sent = sent;
    }

    private static InputStream opened(Path file) {
      try {
        return Files.newInputStream(file);
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file, e);
      }
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one >= 0) {
        sent.accept(++count);
      }
      return one;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      if (read > 0) {
        count += read;
        sent.accept(count);
      }
      return read;
    }
  }

  /** Stores a stream under the path; it is read once, so a busy server's answer is final. */
  public Artifact upload(String run, String path, InputStream bytes) {
    return Artifact.of(
        client.put(
            content(run, path), HttpRequest.BodyPublishers.ofInputStream(() -> bytes), false));
  }

  /** Stores every regular file of the folder under the directory; empty for the root. */
  public List<Artifact> uploadFolder(String run, String directory, Path folder) {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.NOT_FOUND, "folder: " + folder + " (expected: a folder to upload)", e);
    }
    List<Artifact> stored = new ArrayList<>();
    for (Path file : files) {
      String relative = folder.relativize(file).toString().replace('\\', '/');
      String path = directory.isEmpty() ? relative : directory + "/" + relative;
      stored.add(upload(run, path, file));
    }
    return stored;
  }

  /** Files and folders right below the directory; empty for the root. */
  public List<Artifact> list(String run, String directory) {
    return Pages.of(
            client,
            "/runs/"
                + NoriaClient.segment(run)
                + "/artifacts?path="
                + NoriaClient.segment(directory))
        .map(Artifact::of)
        .toList();
  }

  /** A file's bytes as they come; close it. */
  public InputStream open(String run, String path) {
    return client.stream(content(run, path)).body();
  }

  /** Fetches a file; the target is there in whole or not at all. */
  public Path download(String run, String path, Path target) {
    Path parent = target.toAbsolutePath().getParent();
    try (InputStream bytes = open(run, path)) {
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path part = Files.createTempFile(parent, ".noria-", ".part");
      try {
        Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("fetching " + path + " of run " + run + " to " + target, e);
    }
  }

  /** Fetches every file under the directory (empty for all) into the folder. */
  public List<Path> downloadFolder(String run, String directory, Path folder) {
    List<Path> fetched = new ArrayList<>();
    for (Artifact one : list(run, directory)) {
      if (one.directory()) {
        fetched.addAll(downloadFolder(run, one.path(), folder));
      } else {
        Path target = folder.resolve(one.path()).normalize();
        if (!target.startsWith(folder.normalize())) {
          throw new NoriaException(
              ErrorCode.DATA_LOSS, "artifact " + one.path() + ": leads out of the folder");
        }
        fetched.add(download(run, one.path(), target));
      }
    }
    return fetched;
  }

  /** Removes a file, or everything under a folder. */
  public void delete(String run, String path) {
    client.delete(content(run, path));
  }
}
