package io.noria.server.backup;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/**
 * What a backup holds. It is written last, so a folder without one is no backup, and one that is
 * brought up to date is the old one until the new one is whole.
 *
 * @param format 1
 * @param madeAt when the database was copied
 * @param version the program that made it
 * @param from {@code sqlite} or {@code postgresql}
 * @param schema the newest script of the schema
 * @param database the rows: an SQLite file
 * @param objectList a file with a line for each object: digest, space, bytes
 * @param objects how many
 * @param objectBytes and their size
 * @param files the prediction log's parts that were not sealed yet
 */
record Manifest(
    int format,
    Instant madeAt,
    String version,
    String from,
    int schema,
    Item database,
    Item objectList,
    long objects,
    long objectBytes,
    List<Item> files) {
  static final String NAME = "manifest.json";
  static final int FORMAT = 1;

  /**
   * A file of it.
   *
   * @param path within the backup
   * @param bytes its size
   * @param sha256 of its bytes
   */
  record Item(String path, long bytes, String sha256) {
    static Item of(Path folder, Path file) throws IOException {
      return new Item(
          folder.relativize(file).toString(), Files.size(file), Digest.ofFile(file).value());
    }

    /** The file, once it is known to be as it was. */
    Path verified(Path folder) throws IOException {
      Path file = folder.resolve(path).normalize();
      if (!file.startsWith(folder)) {
        throw broken("names " + path + ", which is outside of it");
      }
      if (!Files.isRegularFile(file)) {
        throw broken("lacks " + path);
      }
      if (Files.size(file) != bytes || !Digest.ofFile(file).value().equals(sha256)) {
        throw broken("has a damaged " + path);
      }
      return file;
    }
  }

  static NoriaException broken(String what) {
    return new NoriaException(
        ErrorCode.DATA_LOSS, "the backup " + what + " (expected: a backup as it was made)");
  }

  static Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          folder
              + " holds no whole backup: there is no "
              + NAME
              + " (expected: what noria backup made)");
    }
    Manifest manifest = Json.read(Files.readString(file), Manifest.class);
    if (manifest.format() != FORMAT) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "the backup has format "
              + manifest.format()
              + " (expected: "
              + FORMAT
              + "; use the program that made it, "
              + manifest.version()
              + ")");
    }
    return manifest;
  }

  void write(Path folder) throws IOException {
    Path next = folder.resolve(NAME + ".new");
    Files.writeString(next, Json.write(this), StandardCharsets.UTF_8);
    force(next);
    Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
