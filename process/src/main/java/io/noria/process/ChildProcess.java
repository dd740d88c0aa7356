package io.noria.process;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program under way, in a process group of its own. Thread-safe.
 *
 * <p>When it ends, by itself or not, whatever it has started and left in its group is ended too.
 * When this JVM is killed, the program is killed by the kernel (Linux; not what it has started in
 * turn). Without {@code setsid} on the machine its descendants are ended one by one.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
  private static final Set<String> KEPT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ");
  private static final Duration OUTPUT_AFTER_END = Duration.ofSeconds(2);

  private final ChildSpec spec;
  private final ChildOutput output;
  private final CompletableFuture<Process> started = new CompletableFuture<>();
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private final AtomicReference<Exit.Reason> reason = new AtomicReference<>(Exit.Reason.ENDED);

  private ChildProcess(ChildSpec spec, ChildOutput output) {
    this.spec = spec;
    this.output = output;
  }

  /**
   * Starts it and returns when it runs.
   *
   * @throws NoriaException INVALID_ARGUMENT when the program or the folder is not there;
   *     FAILED_PRECONDITION when it cannot be started
   */
  public static ChildProcess start(ChildSpec spec, ChildOutput output) {
    ChildProcess child = new ChildProcess(spec, output);
    List<String> command = Wrappers.wrap(spec, child.resolved());
    // The kernel ends a child when the thread that started it ends: this one lives as long as it.
    Thread.ofPlatform()
        .name("noria-child-" + Path.of(spec.command().getFirst()).getFileName())
        .daemon()
        .start(() -> child.supervise(command));
    try {
      child.started.get();
      return child;
    } catch (ExecutionException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "command: " + spec.command().getFirst() + " cannot be started",
          e.getCause());
    } catch (InterruptedException e) {
      child.kill();
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while starting a command", e);
    }
  }

  /** Starts it, waits for its end, and ends it when this thread is interrupted. */
  public static Exit run(ChildSpec spec, ChildOutput output) throws InterruptedException {
    try (ChildProcess child = start(spec, output)) {
      return child.await();
    }
  }

  /** The number of the process, and of its group. */
  public long pid() {
    return started.join().pid();
  }

  /** Writes to its standard input; close it to end the input. */
  public OutputStream input() {
    return started.join().getOutputStream();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return !exit.isDone();
  }

  /** Completes after its end, when all of its output has been given. */
  public CompletableFuture<Exit> onExit() {
    return exit.copy();
  }

  /** Waits for its end and all of its output. */
  public Exit await() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "the watch over a command failed", e.getCause());
    }
  }

  /** Waits so long; null when it still runs. */
  public @Nullable Exit await(Duration atMost) throws InterruptedException {
    try {
      return exit.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "the watch over a command failed", e.getCause());
    }
  }

  /** Asks the whole tree to end, and ends it after the spec's grace. Returns at once. */
  public void stop() {
    stop(Exit.Reason.STOPPED);
  }

  /** Ends the whole tree at once. */
  public void kill() {
    reason.compareAndSet(Exit.Reason.ENDED, Exit.Reason.STOPPED);
    if (started.isDone() && !started.isCompletedExceptionally() && !exit.isDone()) {
      signal(started.join(), Signals.KILL);
    }
  }

  /**
   * Sends a signal to it and what it has started, such as one that makes it say what it does.
   *
   * @param number by the kernel's numbers; what has no handler for it is ended by most
   */
  public void signal(int number) {
    if (Wrappers.hasGroups() && !exit.isDone()) {
      Signals.toGroup(started.join().pid(), number);
    }
  }

  /** {@link #kill}, then waits for its end. */
  @Override
  public void close() {
    if (!exit.isDone()) {
      kill();
    }
    exit.exceptionally(e -> new Exit(Exit.Reason.STOPPED, -1, Duration.ZERO)).join();
  }

  private void stop(Exit.Reason why) {
    Process process = started.join();
    if (exit.isDone() || !reason.compareAndSet(Exit.Reason.ENDED, why)) {
      return;
    }
    signal(process, Signals.TERM);
    CompletableFuture.delayedExecutor(spec.grace().toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          if (process.isAlive()) {
            signal(process, Signals.KILL);
          }
        });
  }

  private void supervise(List<String> command) {
    Process process;
    try {
      process = builder(command).start();
      started.complete(process);
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
      exit.completeExceptionally(e);
      return;
    }
    long begun = System.nanoTime();
    try {
      LOG.info("event=child_started program={} pid={}", spec.command().getFirst(), process.pid());
      Thread out = reader(process.getInputStream(), ChildOutput.Stream.OUT);
      Thread err = reader(process.getErrorStream(), ChildOutput.Stream.ERR);
      int status = awaitEnd(process);
      Duration ran = Duration.ofNanos(System.nanoTime() - begun);
      signal(process, Signals.KILL);
      finish(process, out, err);
      Exit how = new Exit(reason.get(), status, ran);
      LOG.info(
          "event=child_ended program={} pid={} reason={} status={} ms={}",
          spec.command().getFirst(),
          process.pid(),
          how.reason(),
          status,
          ran.toMillis());
      exit.complete(how);
    } catch (InterruptedException | RuntimeException e) {
      signal(process, Signals.KILL);
      exit.completeExceptionally(e);
    }
  }

  private int awaitEnd(Process process) throws InterruptedException {
    Duration timeout = spec.timeout();
    if (timeout != null && !process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      stop(Exit.Reason.TIMED_OUT);
    }
    return process.waitFor();
  }

  /** A process that left the group may hold the pipes open: it does not hold us. */
  private static void finish(Process process, Thread out, Thread err) throws InterruptedException {
    if (!out.join(OUTPUT_AFTER_END) || !err.join(OUTPUT_AFTER_END)) {
      closeQuietly(process.getInputStream());
      closeQuietly(process.getErrorStream());
    }
    closeQuietly(process.getOutputStream());
  }

  private static void closeQuietly(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception e) {
      LOG.debug("event=child_stream_not_closed error=\"{}\"", e.toString());
    }
  }

  private Thread reader(InputStream bytes, ChildOutput.Stream stream) {
    return Thread.ofPlatform()
        .name("noria-child-" + stream)
        .daemon()
        .start(new LineReader(bytes, stream, output, spec.maxLineBytes()));
  }

  private static void signal(Process process, int signal) {
    // There is no group yet in the first moments, before setsid has run.
    if (Wrappers.hasGroups() && Signals.toGroup(process.pid(), signal)) {
      return;
    }
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    tree.add(process.toHandle());
    for (ProcessHandle one : tree) {
      if (signal == Signals.KILL) {
        one.destroyForcibly();
      } else {
        one.destroy();
      }
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(spec.directory().toFile());
    Map<String, String> environment = builder.environment();
    if (spec.cleanEnvironment()) {
      environment.keySet().retainAll(KEPT);
    }
    environment.putAll(spec.environment());
    return builder;
  }

  /** The command with its program found, since the wrappers would report that late and oddly. */
  private List<String> resolved() {
    if (!Files.isDirectory(spec.directory())) {
      throw NoriaException.invalid(
          "working folder: " + spec.directory() + " (expected: a folder that is there)");
    }
    String program = spec.command().getFirst();
    String path = spec.environment().getOrDefault("PATH", Objects.toString(System.getenv("PATH")));
    Path found = Wrappers.find(program, path);
    if (program.contains("/")) {
      Path file = spec.directory().resolve(program);
      found = Files.isExecutable(file) && !Files.isDirectory(file) ? file.toAbsolutePath() : null;
    }
    if (found == null) {
      throw NoriaException.invalid(
          "command: " + program + " (expected: a program on the PATH, or an executable file)");
    }
    List<String> command = new ArrayList<>(spec.command());
    command.set(0, found.toString());
    return command;
  }
}
