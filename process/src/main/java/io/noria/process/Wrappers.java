package io.noria.process;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The small programs (util-linux) that prepare a child and then become it: {@code setsid} gives it
 * a process group of its own, {@code setpriv} lets it die with its parent, {@code prlimit} bounds
 * its memory.
 */
final class Wrappers {
  private static final String SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin";

  /** Looked for once; they do not come and go. */
  private static final class Found {
    static final @Nullable Path SETSID = find("setsid", SYSTEM_PATH);
    static final @Nullable Path PRLIMIT = find("prlimit", SYSTEM_PATH);
    static final @Nullable Path SETPRIV = usableSetpriv();
  }

  private Wrappers() {}

  static boolean hasGroups() {
    return Found.SETSID != null;
  }

  /** The command with its wrappers before it. */
  static List<String> wrap(ChildSpec spec, List<String> command) {
    List<String> all = new ArrayList<>();
    if (Found.SETSID != null) {
      all.add(Found.SETSID.toString());
    }
    if (Found.SETPRIV != null) {
      all.addAll(List.of(Found.SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    }
    if (spec.memoryBytes() != null) {
      if (Found.PRLIMIT == null) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "memory: the limit needs the program prlimit (apt-get install util-linux)");
      }
      all.addAll(List.of(Found.PRLIMIT.toString(), "--as=" + spec.memoryBytes(), "--"));
    }
    all.addAll(command);
    return all;
  }

  /** The executable file of a name in a PATH, or null. */
  static @Nullable Path find(String program, @Nullable String path) {
    for (String folder : (path == null ? SYSTEM_PATH : path).split(":", -1)) {
      Path file = Path.of(folder.isEmpty() ? "." : folder).resolve(program);
      if (Files.isExecutable(file) && Files.isRegularFile(file)) {
        return file.toAbsolutePath();
      }
    }
    return null;
  }

  /** Not every setpriv (busybox) knows the option. */
  private static @Nullable Path usableSetpriv() {
    Path setpriv = find("setpriv", SYSTEM_PATH);
    Path nothing = find("true", SYSTEM_PATH);
    if (setpriv == null || nothing == null) {
      return null;
    }
    try {
      Process trial =
          new ProcessBuilder(setpriv.toString(), "--pdeathsig", "KILL", "--", nothing.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return trial.waitFor(5, TimeUnit.SECONDS) && trial.exitValue() == 0 ? setpriv : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
