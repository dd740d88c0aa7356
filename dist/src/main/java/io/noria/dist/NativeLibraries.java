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
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lays the native libraries of this machine beside the jars at build time. The drivers would
 * otherwise unpack them into the temporary folder at each start (DuckDB's are 61 MB) and leave them
 * there when the process is killed. DuckDB's driver looks in its jar first and beside it second, so
 * its jar is written again without the libraries of every system; SQLite's takes a folder.
 * XGBoost's takes nothing but its jar; it unpacks into the training's own folder, which is removed.
 *
 * <p>With a third argument, {@code lean}, the other jars lose the libraries that this system does
 * not read from them: a package is for one system.
 */
final class NativeLibraries {
  private NativeLibraries() {}

  /** Arguments: the folder of jars, the folder for SQLite's library, perhaps {@code lean}. */
  public static void main(String[] arguments) throws IOException {
    Path lib = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    Files.createDirectories(target);
    for (Path jar : jars(lib, "duckdb_jdbc-*.jar")) {
      String library = "libduckdb_java.so_" + duckDbSystem();
      if (extract(jar, library, lib.resolve(library))) {
        rewriteWithout(jar, name -> name.startsWith("libduckdb_java.so_"));
      } else if (!Files.exists(lib.resolve(library))) {
        throw new IOException(jar + " has no " + library);
      }
    }
    if (!System.getProperty("os.name").equals("Linux")) {
      return; // there the other drivers unpack for themselves
    }
    for (Path jar : jars(lib, "sqlite-jdbc-*.jar")) {
      String entry = "org/sqlite/native/Linux/" + arch() + "/libsqlitejdbc.so";
      Path library = target.resolve("libsqlitejdbc.so");
      if (!extract(jar, entry, library) && !Files.exists(library)) {
        throw new IOException(jar + " has no " + entry);
      }
    }
    if (arguments.length > 2 && arguments[2].equals("lean")) {
      for (Path jar : jars(lib, "sqlite-jdbc-*.jar")) {
        rewriteWithout(jar, name -> name.startsWith("org/sqlite/native/"));
      }
      String own = "lib/linux/" + arch() + "/";
      for (Path jar : jars(lib, "xgboost4j_*.jar")) {
        rewriteWithout(jar, name -> name.startsWith("lib/") && !name.startsWith(own));
      }
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

  private static String arch() {
    return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
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

  private static void rewriteWithout(Path jar, Predicate<String> unwanted) throws IOException {
    Path lean = jar.resolveSibling(jar.getFileName() + ".lean");
    try (ZipFile zip = new ZipFile(jar.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(lean)))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (unwanted.test(entry.getName())) {
          continue;
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime()); // the same jar again gives the same bytes
        out.putNextEntry(copy);
        try (InputStream in = zip.getInputStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
