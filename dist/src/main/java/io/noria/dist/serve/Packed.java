package io.noria.dist.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Models as other servers keep them: TorchServe's archive ({@code .mar}) and a model's folder in
 * Triton's repository. Of both, the model's own files are taken.
 */
final class Packed {
  private static final int MOST_ENTRIES = 10_000;
  private static final long MOST_BYTES = 16L << 30;

  /** Deflate makes at best about a thousandth of a file. */
  private static final long MOST_RATIO = 200;

  private static final long ALWAYS_ALLOWED = 64L << 20;

  private static final Pattern SPECIFIC =
      Pattern.compile("version_policy[^}]*specific\\s*:?\\s*\\{\\s*versions\\s*:\\s*\\[([^\\]]*)]");

  private Packed() {}

  static boolean isArchive(Path path) {
    return Files.isRegularFile(path) && String.valueOf(path.getFileName()).endsWith(".mar");
  }

  /**
   * The model's file in the archive.
   *
   * @param temporary a folder to lay it in
   * @throws NoriaException INVALID_ARGUMENT for an archive that is none, is too large or leads out
   *     of itself; FAILED_PRECONDITION for one that only its handler can answer by
   */
  static Path archive(Path archive, Path temporary) {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      check(archive, zip);
      ZipEntry manifest = zip.getEntry("MAR-INF/MANIFEST.json");
      if (manifest == null || manifest.getSize() > 1 << 20) {
        throw NoriaException.invalid(
            "MODEL: "
                + archive
                + ": no MAR-INF/MANIFEST.json (expected: an archive of TorchServe)");
      }
      JsonNode model;
      try (InputStream in = zip.getInputStream(manifest)) {
        model = new ObjectMapper().readTree(in.readNBytes(1 << 20)).path("model");
      }
      String file = model.path("serializedFile").asText("");
      ZipEntry entry = file.isEmpty() ? null : zip.getEntry(file);
      if (entry == null || !file.matches("(?i).*\\.(onnx|ubj|json|txt|pkl|pickle|joblib)")) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "MODEL: %s: its model is %s, answered by the handler %s, which is TorchServe's and not run here (expected: an archive of an .onnx file, or the model saved as one)"
                .formatted(
                    archive,
                    file.isEmpty() ? "in Python code" : file,
                    model.path("handler").asText("(none)")));
      }
      Path target = temporary.resolve(file.substring(file.lastIndexOf('/') + 1));
      copy(archive, zip, entry, target);
      return target;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "MODEL: " + archive + " cannot be read: " + e.getMessage() + " (expected: a zip archive)",
          e);
    }
  }

  private static void check(Path archive, ZipFile zip) {
    if (zip.size() > MOST_ENTRIES) {
      throw NoriaException.invalid(
          "MODEL: %s has %,d files (expected: at most %,d)"
              .formatted(archive, zip.size(), MOST_ENTRIES));
    }
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      String name = entries.nextElement().getName();
      boolean leaves =
          name.startsWith("/")
              || name.contains("\\")
              || name.contains(":")
              || List.of(name.split("/")).contains("..");
      if (leaves) {
        throw NoriaException.invalid(
            "MODEL: " + archive + ": " + name + " leads out of the archive");
      }
    }
  }

  /** By what comes, not by what the archive says of itself. */
  private static void copy(Path archive, ZipFile zip, ZipEntry entry, Path target)
      throws IOException {
    long packed = Math.max(1, Files.size(archive));
    long most = Math.min(MOST_BYTES, Math.max(ALWAYS_ALLOWED, packed * MOST_RATIO));
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target)) {
      long written = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        written += read;
        if (written > most) {
          throw NoriaException.invalid(
              "MODEL: %s: %s is more than %,d bytes unpacked (expected: a model, not a zip bomb)"
                  .formatted(archive, entry.getName(), most));
        }
        out.write(buffer, 0, read);
      }
    }
  }

  /**
   * The folder of the version that Triton would serve: of those that {@code version_policy} names,
   * else of all, the highest number. Empty when the folder is none of Triton's.
   */
  static Optional<Path> triton(Path folder) {
    Path config = folder.resolve("config.pbtxt");
    try {
      String text =
          Files.isRegularFile(config) && Files.size(config) < 1 << 20
              ? Files.readString(config).replaceAll("#[^\n]*", "")
              : null;
      List<Path> versions;
      try (Stream<Path> all = Files.list(folder)) {
        versions =
            all.filter(Files::isDirectory)
                .filter(one -> String.valueOf(one.getFileName()).matches("[1-9][0-9]{0,8}"))
                .toList();
      }
      if (text == null) {
        return Optional.empty();
      }
      Matcher specific = SPECIFIC.matcher(text);
      List<String> named =
          specific.find() ? List.of(specific.group(1).strip().split("\\s*,\\s*")) : List.of();
      return Optional.of(
          versions.stream()
              .filter(one -> named.isEmpty() || named.contains(String.valueOf(one.getFileName())))
              .max(
                  java.util.Comparator.comparingInt(
                      one -> Integer.parseInt(String.valueOf(one.getFileName()))))
              .orElseThrow(() ->
                  NoriaException.notFound(
                      "MODEL: %s has a config.pbtxt and no version (expected: a folder %s with the model's file)"
                          .formatted(folder, named.isEmpty() ? "1" : named.getFirst()))));
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "MODEL: " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }
}
