package io.noria.storage.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The migrations on the class path, found by looking only into the jars that hold the folder: that
 * takes a few milliseconds where Flyway's own scanner takes a hundred.
 */
final class MigrationScripts {
  private static final String FOLDER = "db/migration/";
  private static final Pattern NAME = Pattern.compile("V(\\d+)__(\\w+)\\.sql");

  private MigrationScripts() {}

  /** One script. */
  record Script(int version, String name, String text) {
    /** Flyway's: the CRC-32 of the lines without their ends. */
    int checksum() {
      CRC32 crc = new CRC32();
      text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
      return (int) crc.getValue();
    }
  }

  /** All of them, lowest version first. */
  static List<Script> onClasspath(ClassLoader loader) {
    List<Script> scripts = new ArrayList<>();
    try {
      for (URL folder : Collections.list(loader.getResources(FOLDER))) {
        scripts.addAll(in(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + FOLDER + " on the class path", e);
    }
    scripts.sort(Comparator.comparingInt(Script::version));
    for (int i = 1; i < scripts.size(); i++) {
      if (scripts.get(i - 1).version == scripts.get(i).version) {
        throw new IllegalStateException(
            "two migrations of one version: "
                + scripts.get(i - 1).name
                + " and "
                + scripts.get(i).name);
      }
    }
    return List.copyOf(scripts);
  }

  private static List<Script> in(URL folder) throws IOException {
    return switch (folder.getProtocol()) {
      case "file" -> inFolder(Path.of(URI.create(folder.toString())));
      case "jar" -> inJar(folder);
      default ->
          throw new IOException("migrations in " + folder + " (expected: a folder or a jar)");
    };
  }

  private static List<Script> inFolder(Path folder) throws IOException {
    List<Script> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.sql")) {
      for (Path file : files) {
        found.add(script(String.valueOf(file.getFileName()), Files.readString(file)));
      }
    }
    return found;
  }

  private static List<Script> inJar(URL folder) throws IOException {
    List<Script> found = new ArrayList<>();
    URLConnection connection = folder.openConnection();
    if (!(connection instanceof JarURLConnection jarConnection)) {
      throw new IOException("migrations in " + folder + " (expected: a folder or a jar)");
    }
    // The class loader's own cached file: closing it would close the class path.
    JarFile jar = jarConnection.getJarFile();
    for (var entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (name.startsWith(FOLDER) && name.endsWith(".sql")) {
        try (InputStream bytes = jar.getInputStream(entry)) {
          String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
          found.add(script(name.substring(FOLDER.length()), text));
        }
      }
    }
    return found;
  }

  private static Script script(String name, String text) {
    Matcher form = NAME.matcher(name);
    if (!form.matches()) {
      throw new IllegalStateException(
          "migration: " + name + " (expected: a name such as V07__tracking.sql)");
    }
    return new Script(Integer.parseInt(form.group(1)), name, text);
  }
}
