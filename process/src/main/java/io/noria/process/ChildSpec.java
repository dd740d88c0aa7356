package io.noria.process;

import io.noria.base.NoriaException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start and within which bounds.
 *
 * @param command the program and its arguments; no shell reads them
 * @param directory the working folder
 * @param environment variables added to those of this process, or replacing them
 * @param cleanEnvironment start from nothing but PATH, HOME, LANG, LC_ALL, TMPDIR and TZ
 * @param timeout how long it may run; null for as long as it likes
 * @param grace how long it has between the polite signal and the last one
 * @param memoryBytes the most address space that each process of it may have; null for no limit.
 *     Not for JVMs, which reserve far more than they use: give them {@code -Xmx}
 * @param maxLineBytes longer lines of output are cut
 */
public record ChildSpec(
    List<String> command,
    Path directory,
    Map<String, String> environment,
    boolean cleanEnvironment,
    @Nullable Duration timeout,
    Duration grace,
    @Nullable Long memoryBytes,
    int maxLineBytes) {
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Validates and copies. */
  public ChildSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty() || command.getFirst().isBlank()) {
      throw NoriaException.invalid("command: empty (expected: a program and its arguments)");
    }
    if (timeout != null && !timeout.isPositive()) {
      throw NoriaException.invalid("timeout: " + timeout + " (expected: more than nothing)");
    }
    if (memoryBytes != null && memoryBytes < 1) {
      throw NoriaException.invalid("memory: " + memoryBytes + " bytes (expected: 1 or more)");
    }
    if (maxLineBytes < 1) {
      throw NoriaException.invalid("line length: " + maxLineBytes + " (expected: 1 or more)");
    }
  }

  /** The command in the folder, with this process's environment and no limits. */
  public static ChildSpec of(Path directory, List<String> command) {
    return new ChildSpec(command, directory, Map.of(), false, null, GRACE, null, MAX_LINE_BYTES);
  }

  /** As {@link #of(Path, List)}. */
  public static ChildSpec of(Path directory, String... command) {
    return of(directory, List.of(command));
  }

  /** With these variables on top. */
  public ChildSpec withEnvironment(Map<String, String> variables) {
    return new ChildSpec(
        command, directory, variables, cleanEnvironment, timeout, grace, memoryBytes, maxLineBytes);
  }

  /** Without this process's variables but the few that programs cannot do without. */
  public ChildSpec withCleanEnvironment() {
    return new ChildSpec(
        command, directory, environment, true, timeout, grace, memoryBytes, maxLineBytes);
  }

  /** With a limit of time; null for none. */
  public ChildSpec withTimeout(@Nullable Duration limit) {
    return new ChildSpec(
        command, directory, environment, cleanEnvironment, limit, grace, memoryBytes, maxLineBytes);
  }

  /** With another time between the polite signal and the last one. */
  public ChildSpec withGrace(Duration time) {
    return new ChildSpec(
        command,
        directory,
        environment,
        cleanEnvironment,
        timeout,
        time,
        memoryBytes,
        maxLineBytes);
  }

  /** With a limit of address space for each process. */
  public ChildSpec withMemory(long bytes) {
    return new ChildSpec(
        command, directory, environment, cleanEnvironment, timeout, grace, bytes, maxLineBytes);
  }

  /** With another length at which lines are cut. */
  public ChildSpec withMaxLineBytes(int bytes) {
    return new ChildSpec(
        command, directory, environment, cleanEnvironment, timeout, grace, memoryBytes, bytes);
  }
}
