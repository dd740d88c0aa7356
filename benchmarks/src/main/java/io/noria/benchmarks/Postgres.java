package io.noria.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of its own with its usual, durable settings. */
final class Postgres implements AutoCloseable {
  private final Process process;
  private final int port;

  private Postgres(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one in the folder; null where PostgreSQL is not installed. */
  static @Nullable Postgres start(Path folder) throws IOException, InterruptedException {
    Path bin = binaries();
    if (bin == null) {
      return null;
    }
    List<String> who = List.of();
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to run as root.
      who = List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
      openTo(folder);
      run(List.of("chown", "postgres", folder.toString()));
    }
    String data = folder.resolve("data").toString();
    run(
        all(
            who,
            bin.resolve("initdb").toString(),
            "-D",
            data,
            "-U",
            "noria",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8"));
    int port = Launched.freePort();
    Process process =
        new ProcessBuilder(
                all(
                    who,
                    bin.resolve("postgres").toString(),
                    "-D",
                    data,
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=" + folder))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolveSibling(folder.getFileName() + ".log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    for (int i = 0; i < 3000 && !listens(port); i++) {
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
    return new Postgres(process, port);
  }

  String url() {
    return "postgresql://noria@127.0.0.1:" + port + "/postgres";
  }

  private static void openTo(Path folder) throws IOException, InterruptedException {
    for (Path at = folder; at != null; at = at.getParent()) {
      run(List.of("chmod", "o+x", at.toString()));
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Path binaries() throws IOException {
    Path debian = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(debian)) {
      return null;
    }
    try (Stream<Path> versions = Files.list(debian)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
          .findFirst()
          .orElse(null);
    }
  }

  private static List<String> all(List<String> who, String... command) {
    List<String> all = new ArrayList<>(who);
    all.addAll(List.of(command));
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed with status " + process.exitValue());
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
  }
}
