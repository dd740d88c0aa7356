package io.noria.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that was started for a run; its output goes to a file beside its data. */
final class Launched implements AutoCloseable {
  private final Process process;
  private final int port;
  private final double startSeconds;

  private Launched(Process process, int port, double startSeconds) {
    this.process = process;
    this.port = port;
    this.startSeconds = startSeconds;
  }

  /** Starts the command and waits for the first answer with status 200 on the path. */
  static Launched start(
      Path folder,
      String name,
      int port,
      String healthPath,
      Map<String, String> environment,
      List<String> command)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = builder.start();
    // Nothing is left behind when the run is cut short.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endTree(process)));
    while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(120)) {
      if (!process.isAlive()) {
        throw new IOException(name + " ended at its start; see " + log);
      }
      if (answers(port, healthPath)) {
        return new Launched(process, port, (System.nanoTime() - begun) / 1e9);
      }
      process.waitFor(2, TimeUnit.MILLISECONDS);
    }
    stop(process);
    throw new IOException(name + " did not answer within two minutes; see " + log);
  }

  private static boolean answers(int port, String path) {
    try (KeepAlive connection = new KeepAlive("127.0.0.1", port)) {
      return connection.send(connection.request("GET", path, "")) == 200;
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** From the start of the process to the first answer. */
  double startSeconds() {
    return startSeconds;
  }

  /** Megabytes of memory that the whole tree holds now (resident set). */
  double residentMegabytes() throws IOException {
    return megabytes("VmRSS:");
  }

  /** The most that each process of the tree ever held, added up. */
  double peakMegabytes() throws IOException {
    return megabytes("VmHWM:");
  }

  /** Processor time that the whole tree has used up to now. */
  double processorSeconds() throws IOException {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    tree.add(process.toHandle());
    double ticks = 0;
    for (ProcessHandle one : tree) {
      Path stat = Path.of("/proc/" + one.pid() + "/stat");
      if (Files.exists(stat)) {
        String text = Files.readString(stat);
        // The program's name, in brackets, may hold spaces; times are the 14th and 15th fields.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        ticks += Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
      }
    }
    return ticks / 100;
  }

  private double megabytes(String field) throws IOException {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    tree.add(process.toHandle());
    double kilobytes = 0;
    for (ProcessHandle one : tree) {
      Path status = Path.of("/proc/" + one.pid() + "/status");
      if (Files.exists(status)) {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith(field)) {
            kilobytes += Double.parseDouble(line.replaceAll("[^0-9]", ""));
          }
        }
      }
    }
    return kilobytes / 1024;
  }

  @Override
  public void close() throws InterruptedException {
    stop(process);
  }

  private static void endTree(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void stop(Process process) throws InterruptedException {
    List<ProcessHandle> tree = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    tree.forEach(ProcessHandle::destroyForcibly);
  }
}
