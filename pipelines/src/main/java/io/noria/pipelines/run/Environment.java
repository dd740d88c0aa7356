package io.noria.pipelines.run;

import io.noria.pipelines.Step;
import io.noria.storage.object.Digest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a task runs with: everything beside its inputs that may have a say in its outputs. */
public final class Environment {
  private static final Map<String, String> MACHINE = machine();

  private Environment() {}

  /** The step's and its libraries' versions, Noria's, Java's, and the machine. */
  public static Map<String, String> of(Step step) {
    var all = new TreeMap<>(MACHINE);
    all.put("step", step.type() + " " + step.version());
    String build = build(step);
    if (!build.isEmpty()) {
      all.put("build", build);
    }
    all.putAll(step.environment());
    return all;
  }

  /**
   * The digest of the jar that the step's code is in: a version under work has many contents, and
   * two of them may well give two outputs. Jars are reproducible, so the same sources have the same
   * digest. Empty where the code is in no jar.
   */
  private static String build(Step step) {
    CodeSource source = step.getClass().getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      return jar == null || !Files.isRegularFile(jar)
          ? ""
          : Digest.ofFile(jar).value().substring(0, 12);
    } catch (IOException | URISyntaxException | RuntimeException e) {
      // What cannot be told is not recorded; no task fails for it.
      return "";
    }
  }

  private static Map<String, String> machine() {
    String noria = Environment.class.getPackage().getImplementationVersion();
    return Map.of(
        "noria", Objects.requireNonNullElse(noria, "unpackaged"),
        "java", Runtime.version().toString(),
        "os", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""),
        "cpu", cpu());
  }

  /** The processor's name as Linux tells it; its architecture elsewhere. */
  private static String cpu() {
    Path file = Path.of("/proc/cpuinfo");
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch", "unknown"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return System.getProperty("os.arch", "unknown");
    }
  }
}
