package io.noria.serving.python;

import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.Exit;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process with one model. Used by one thread at a time, which waits for the answer itself; a
 * process that lets it wait for too long is killed by {@link #killIfLate}, from any thread.
 */
final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration LAST_MOMENT = Duration.ofMillis(500);
  private static final long NEVER = Long.MAX_VALUE;
  private static final int USR1 = 10;
  private static final long TO_SAY_WHERE = TimeUnit.MILLISECONDS.toNanos(200);

  private final String model;
  private final Path folder;
  private final PythonLimits limits;
  private final WorkerOutput output;
  private final ChildProcess child;
  private final SocketChannel channel;
  private final FrameWriter writer;
  private final FrameReader reader;
  private long request;
  private volatile long due = NEVER;
  private volatile long dueMillis;
  private volatile boolean late;
  private long lateSince;
  private volatile long lastUsed = System.nanoTime();
  private int answers;
  private long bytesAtStart;
  private volatile boolean replacing;

  private WorkerProcess(String model, Path folder, PythonLimits limits, Started started) {
    this.model = model;
    this.folder = folder;
    this.limits = limits;
    this.output = started.output;
    this.child = started.child;
    this.channel = started.channel;
    this.writer = new FrameWriter(channel);
    this.reader = new FrameReader(channel, limits.frameBytes());
  }

  private record Started(ChildProcess child, SocketChannel channel, WorkerOutput output) {}

  /**
   * Starts a process and waits until it has connected.
   *
   * @param socket where it connects to; removed before this returns
   * @throws WorkerLost when it ends before it does
   */
  static WorkerProcess start(
      String model, ChildSpec spec, Path socket, String token, PythonLimits limits)
      throws IOException, WorkerLost {
    var output = new WorkerOutput(model);
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      ChildProcess child = ChildProcess.start(spec.withMaxLineBytes(4096), output);
      output.of(child.pid());
      var watch = child.onExit().whenComplete((exit, problem) -> closeQuietly(server));
      Future<?> late =
          CompletableFuture.runAsync(
              child::kill,
              CompletableFuture.delayedExecutor(
                  limits.time().load().toMillis(), TimeUnit.MILLISECONDS));
      try {
        SocketChannel channel = server.accept();
        WorkerProcess worker =
            new WorkerProcess(model, spec.directory(), limits, new Started(child, channel, output));
        worker.hello(token);
        return worker;
      } catch (IOException e) {
        child.kill();
        throw new WorkerLost(how(child, e.getMessage()) + output.said(), false);
      } finally {
        late.cancel(false);
        watch.cancel(false);
        Files.deleteIfExists(socket);
      }
    }
  }

  private static void closeQuietly(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      LOG.debug("event=worker_not_closed error=\"{}\"", e.toString());
    }
  }

  private static String how(ChildProcess child, @Nullable String otherwise) {
    Exit exit = null;
    try {
      exit = child.await(LAST_MOMENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return exit == null || exit.reason() == Exit.Reason.STOPPED
        ? "its worker was ended: " + otherwise
        : "its worker ended: " + exit.inWords();
  }

  private void hello(String token) throws IOException {
    Frames.Frame frame = reader.read();
    Object given =
        frame.type() == Frames.HELLO
            ? Json.readMap(frame.text(0), Object.class).get("token")
            : "a frame of type " + frame.type();
    if (!token.equals(given)) {
      throw new IOException("another process connected to its socket");
    }
  }

  /**
   * Loads the model.
   *
   * @throws ModelProblem when it cannot be loaded
   * @throws WorkerLost when the process ended, or took too long
   */
  PythonSchema load(Map<String, Object> spec) throws WorkerLost, ModelProblem {
    var json = Frames.Part.of(Frames.text("json", Json.write(spec)));
    Frames.Frame frame = ask(Frames.LOAD, List.of(json), limits.time().load());
    bytesAtStart = residentBytes();
    return PythonSchema.parse(frame.text(0));
  }

  /**
   * Evaluates it.
   *
   * @throws ModelProblem when the model refuses or fails
   * @throws WorkerLost when the process ended, or took too long
   */
  Frames.Frame infer(List<Frames.Part> parts, Duration atMost) throws WorkerLost, ModelProblem {
    Frames.Frame frame = ask(Frames.INFER, parts, atMost);
    answers++;
    return frame;
  }

  /** Whether it answers; it must not be asked by another thread meanwhile. */
  boolean healthy(Duration atMost) {
    try {
      return ask(Frames.HEALTH, List.of(), atMost).type() == Frames.HEALTH;
    } catch (WorkerLost | ModelProblem e) {
      return false;
    }
  }

  private Frames.Frame ask(byte type, List<Frames.Part> parts, Duration atMost)
      throws WorkerLost, ModelProblem {
    long id = ++request;
    dueMillis = atMost.toMillis();
    due = System.nanoTime() + atMost.toNanos();
    try {
      writer.write(type, id, dueMillis, parts);
      Frames.Frame frame = reader.read();
      if (frame.request() != id) {
        throw new IOException("it answered another request");
      }
      if (frame.type() == Frames.ERROR) {
        throw new ModelProblem(frame);
      }
      if (late) {
        throw new IOException("it answered too late");
      }
      return frame;
    } catch (IOException e) {
      boolean slow = late;
      due = NEVER;
      kill();
      String how = how(child, e.getMessage());
      String why = slow ? "its worker gave no answer within " + dueMillis + " ms" : how;
      throw new WorkerLost(why + output.said(), slow);
    } finally {
      due = NEVER;
      lastUsed = System.nanoTime();
    }
  }

  /** Kills it when it should have answered by now. */
  void killIfLate(long now) {
    long known = due;
    if (known == NEVER || now - known < 0) {
      return;
    }
    if (!late) {
      // It says where it hangs, if it still can, and has a moment to do so.
      late = true;
      lateSince = now;
      LOG.warn("event=worker_late model={} pid={} ms={}", model, pid(), dueMillis);
      child.signal(USR1);
    } else if (now - lateSince > TO_SAY_WHERE) {
      kill();
    }
  }

  /** Whether it is time for another in its place. */
  boolean worn() {
    return (limits.recycleAfter() > 0 && answers >= limits.recycleAfter())
        || (limits.grownBytes() > 0
            && (answers & 0xff) == 0
            && answers > 0
            && residentBytes() - bytesAtStart > limits.grownBytes());
  }

  /** Bytes of memory that it holds; 0 where the system does not tell. */
  long residentBytes() {
    try {
      String[] pages = Files.readString(Path.of("/proc", Long.toString(pid()), "statm")).split(" ");
      return Long.parseLong(pages[1]) * 4096;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** The first call only. */
  boolean startReplacing() {
    boolean first = !replacing;
    replacing = true;
    return first;
  }

  /** Whether another is started in its place. */
  boolean replaced() {
    return replacing;
  }

  long pid() {
    return child.pid();
  }

  boolean isAlive() {
    return child.isAlive() && !late;
  }

  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastUsed);
  }

  Path folder() {
    return folder;
  }

  /** Ends it and what it has started; returns at once. */
  void kill() {
    child.kill();
    closeQuietly(channel);
  }

  /** Waits for its end. */
  void awaitEnd() {
    child.close();
  }

  /** Does something after its end. */
  void afterEnd(Runnable action) {
    var unused = child.onExit().whenComplete((exit, problem) -> action.run());
  }
}
