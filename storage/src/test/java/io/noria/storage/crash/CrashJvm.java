package io.noria.storage.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * JVMs for {@link CrashWriter} that start fast: from jars, with an AOT cache that one run before
 * has made. Hundreds are started; most of the test's time would go into loading classes.
 */
final class CrashJvm {
  private final String classPath;
  private final Path cache;
  private final Path nativeFolder;

  private CrashJvm(String classPath, Path cache, Path nativeFolder) {
    this.classPath = classPath;
    this.cache = cache;
    this.nativeFolder = nativeFolder;
  }

  /** Prepares it in the folder; the URL is that of a database of the kind to be tested. */
  static CrashJvm prepare(Path folder, String url) throws IOException, InterruptedException {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path place = Path.of(entry);
      if (Files.isDirectory(place)) {
        place = jar(place, folder.resolve("classes" + path.size() + ".jar"));
      }
      path.add(place.toString());
    }
    CrashJvm jvm =
        new CrashJvm(
            String.join(File.pathSeparator, path),
            folder.resolve("crash.aot"),
            Files.createDirectories(folder.resolve("native")));
    Path log = folder.resolve("training.log");
    List<String> training =
        jvm.command(
            List.of("-XX:AOTCacheOutput=" + jvm.cache),
            List.of(url, folder.resolve("training-objects").toString(), "training", "1"));
    Process process =
        new ProcessBuilder(training).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("the training run failed:\n" + Files.readString(log));
    }
    return jvm;
  }

  Process start(List<String> arguments, Path errors) throws IOException {
    // A cache that does not fit this machine is no error: then the JVM only starts slower.
    List<String> command =
        command(List.of("-XX:AOTCache=" + cache, "-Xlog:disable", "-Xlog:all=off"), arguments);
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  private List<String> command(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            // The driver unpacks its library at every start and cannot tidy up when it is killed.
            "-Dorg.sqlite.tmpdir=" + nativeFolder,
            "-cp",
            classPath,
            CrashWriter.class.getName()));
    command.addAll(arguments);
    return command;
  }

  private static Path jar(Path folder, Path target) throws IOException {
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted().toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isDirectory(path)) {
          // Resources are found by their folder's entry.
          if (!name.isEmpty()) {
            jar.putNextEntry(new JarEntry(name + "/"));
            jar.closeEntry();
          }
        } else {
          jar.putNextEntry(new JarEntry(name));
          Files.copy(path, jar);
          jar.closeEntry();
        }
      }
    }
    return target;
  }
}
