package io.noria.server.backup;

import io.noria.base.NoriaException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder as one file, in the format that {@code tar} reads (ustar, with GNU's long names). */
public final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SUM_AT = 148;
  private static final int TYPE_AT = 156;

  private Tar() {}

  /** Writes every file below the folder, the manifest last. */
  public static void write(Path folder, Path file, Backup.Progress progress) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files =
          tree.filter(Files::isRegularFile)
              .sorted((a, b) -> Boolean.compare(isManifest(a), isManifest(b)))
              .toList();
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      long done = 0;
      for (Path each : files) {
        progress.at("tar", done++, files.size());
        String name = folder.relativize(each).toString();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME) {
          header(out, "././@LongLink".getBytes(StandardCharsets.UTF_8), bytes.length + 1L, 'L');
          out.write(bytes);
          out.write(0);
          pad(out, bytes.length + 1L);
        }
        long size = Files.size(each);
        header(out, bytes, size, '0');
        Files.copy(each, out);
        pad(out, size);
      }
      out.write(new byte[2 * BLOCK]);
    }
    Manifest.force(file);
  }

  private static boolean isManifest(Path file) {
    return file.getFileName().toString().equals(Manifest.NAME);
  }

  private static void header(OutputStream out, byte[] name, long size, char type)
      throws IOException {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, Math.min(NAME, name.length));
    put(block, 100, "0000644");
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    if (size < 1L << 33) {
      put(block, SIZE_AT, String.format(java.util.Locale.ROOT, "%011o", size));
    } else {
      block[SIZE_AT] = (byte) 0x80;
      for (int i = 0; i < 8; i++) {
        block[SIZE_AT + 11 - i] = (byte) (size >>> (8 * i));
      }
    }
    put(block, 136, "00000000000");
    put(block, SUM_AT, "        ");
    block[TYPE_AT] = (byte) type;
    put(block, 257, "ustar");
    put(block, 263, "00");
    int sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    put(block, SUM_AT, String.format(java.util.Locale.ROOT, "%06o", sum));
    block[SUM_AT + 6] = 0;
    out.write(block);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static void pad(OutputStream out, long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }

  /** Unpacks files into the folder; nothing leaves it. */
  public static void extract(Path file, Path folder, Backup.Progress progress) throws IOException {
    long whole = Files.size(file);
    long done = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      String longName = "";
      while (true) {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length < BLOCK || block[0] == 0) {
          return;
        }
        long size = size(block);
        char type = (char) block[TYPE_AT];
        if (type == 'L') {
          longName = text(in.readNBytes(Math.toIntExact(size)), 0, (int) size);
        } else if (type == '0' || type == 0) {
          String name = longName.isEmpty() ? text(block, 0, NAME) : longName;
          longName = "";
          write(in, size, folder, name);
        } else {
          in.skipNBytes(size);
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        done += BLOCK + size;
        progress.at("tar", Math.min(done, whole), whole);
      }
    } catch (EOFException e) {
      throw Manifest.broken("breaks off: " + file);
    }
  }

  private static void write(InputStream in, long size, Path folder, String name)
      throws IOException {
    Path target = folder.resolve(name).normalize();
    if (!target.startsWith(folder)) {
      throw NoriaException.invalid("tar: " + name + " (expected: a name within the backup)");
    }
    Files.createDirectories(target.resolveSibling("."));
    try (OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[1 << 16];
      long left = size;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException(name);
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static long size(byte[] block) {
    if ((block[SIZE_AT] & 0x80) != 0) {
      long size = 0;
      for (int i = 4; i < 12; i++) {
        size = size << 8 | block[SIZE_AT + i] & 0xff;
      }
      return size;
    }
    String octal = text(block, SIZE_AT, 12).strip();
    try {
      return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    } catch (NumberFormatException e) {
      throw Manifest.broken("is no tar file");
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
