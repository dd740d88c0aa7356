package io.noria.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lays the native libraries of this machine beside the jars at build time. The drivers would
 * otherwise unpack them into the temporary folder at each start (DuckDB's are 61 MB) and leave them
 * there when the process is killed. DuckDB's driver looks in its jar first and beside it second, so
 * its jar is written again without the libraries of every system; SQLite's takes a folder.
 */
final class NativeLibraries {
  private NativeLibraries() {}

  /** Arguments: the folder of jars, the folder for SQLite's library. */
  public static void main(String[] arguments) throws IOException {
    Path lib = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    Files.createDirectories(target);
    for (Path jar : jars(lib, "duckdb_jdbc-*.jar")) {
      String library = "libduckdb_java.so_" + duckDbSystem();
      if (extract(jar, library, lib.resolve(library))) {
        rewriteWithout(jar, "libduckdb_java.so_");
      } else if (!Files.exists(lib.resolve(library))) {
        throw new IOException(jar + " has no " + library);
      }
    }
    for (Path jar : jars(lib, "sqlite-jdbc-*.jar")) {
      String entry = "org/sqlite/native/" + sqliteSystem() + "/libsqlitejdbc.so";
      extract(jar, entry, target.resolve("libsqlitejdbc.so"));
    }
  }

  private static List<Path> jars(Path lib, String glob) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(lib, glob)) {
      java.util.ArrayList<Path> jars = new java.util.ArrayList<>();
      found.forEach(jars::add);
      return jars;
    }
  }

  private static String duckDbSystem() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return "osx_universal";
    }
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return (name.startsWith("windows") ? "windows_" : "linux_") + arch;
  }

  private static String sqliteSystem() {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return "Linux/" + arch;
  }

  private static boolean extract(Path jar, String entryName, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(entryName);
      if (entry == null) {
        return false;
      }
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return true;
    }
  }

  private static void rewriteWithout(Path jar, String prefix) throws IOException {
    Path lean = jar.resolveSibling(jar.getFileName() + ".lean");
    try (ZipFile zip = new ZipFile(jar.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(lean)))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().startsWith(prefix)) {
          continue;
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = zip.getInputStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
