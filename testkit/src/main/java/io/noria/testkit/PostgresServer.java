package io.noria.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL, started from the machine's own programs on a free loopback port, one for the
 * whole JVM, with a database of its own for each test. It does not sync to disk and is stopped with
 * the JVM; one whose JVM was killed is stopped by the next.
 */
public final class PostgresServer {
  private static final String PREFIX = "noria-postgres-";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Path bin;
  private final Path folder;
  private final @Nullable String runAs;
  private final int port;

  private PostgresServer(Path bin, Path folder, @Nullable String runAs, int port) {
    this.bin = bin;
    this.folder = folder;
    this.runAs = runAs;
    this.port = port;
  }

  /** The server of this JVM, started at the first call. */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /**
   * Another server, for a test that stops it. It keeps what it acknowledged when it is stopped at
   * once (though not when the machine is).
   */
  public static PostgresServer own() {
    return start();
  }

  /** Stops it at once, as a crash would: its connections are cut. */
  public void crash() {
    run(
        as(
            runAs,
            bin.resolve("pg_ctl").toString(),
            "-D",
            folder.resolve("data").toString(),
            "-m",
            "immediate",
            "-w",
            "stop"));
  }

  /** Starts it again, on the same port and data. */
  public void startAgain() {
    launch();
  }

  /** The port on loopback. */
  public int port() {
    return port;
  }

  /** Makes an empty database and gives its JDBC URL with the role and password in it. */
  public String createDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    run(
        List.of(
            bin.resolve("createdb").toString(),
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "noria",
            name));
    return url(name);
  }

  /** The JDBC URL of a database of this server. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=noria";
  }

  /** Kept apart so that the server is started only when it is asked for. */
  private static final class Shared {
    static final PostgresServer SERVER = start();
  }

  private static PostgresServer start() {
    Path bin = binaries();
    try {
      stopAbandoned(bin);
      Path folder = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
      String runAs = unprivileged();
      if (runAs != null) {
        run(List.of("chown", runAs, folder.toString()));
      }
      PostgresServer server = new PostgresServer(bin, folder, runAs, freePort());
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "noria-postgres-stop"));
      server.initialize();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL for the tests cannot be started", e);
    }
  }

  private void initialize() throws IOException {
    Path data = folder.resolve("data");
    run(
        as(
            runAs,
            bin.resolve("initdb").toString(),
            "-D",
            data.toString(),
            "-U",
            "noria",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8"));
    launch();
  }

  private void launch() {
    Path data = folder.resolve("data");
    String options =
        "-p "
            + port
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            + folder
            + " -c fsync=off -c full_page_writes=off"
            + " -c max_connections=200 -c shared_buffers=32MB -c log_min_messages=fatal";
    run(
        as(
            runAs,
            bin.resolve("pg_ctl").toString(),
            "-D",
            data.toString(),
            "-w",
            "-t",
            Long.toString(START_LIMIT.toSeconds()),
            "-l",
            folder.resolve("log").toString(),
            "-o",
            options,
            "start"));
  }

  private void stop() {
    try {
      stop(bin, folder, runAs);
    } catch (IOException | RuntimeException e) {
      System.err.println("PostgreSQL of the tests was not stopped: " + folder + ": " + e);
    }
  }

  private static void stop(Path bin, Path folder, @Nullable String runAs) throws IOException {
    Path data = folder.resolve("data");
    if (Files.exists(data.resolve("postmaster.pid"))) {
      run(
          as(
              runAs,
              bin.resolve("pg_ctl").toString(),
              "-D",
              data.toString(),
              "-m",
              "immediate",
              "-w",
              "stop"));
    }
    deleteTree(folder);
  }

  /** Servers whose JVM was killed. */
  private static void stopAbandoned(Path bin) throws IOException {
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temp, PREFIX + "*")) {
      folders.forEach(old::add);
    }
    for (Path folder : old) {
      String[] parts = folder.getFileName().toString().substring(PREFIX.length()).split("-");
      boolean alive =
          ProcessHandle.of(Long.parseLong(parts[0])).map(ProcessHandle::isAlive).orElse(false);
      if (!alive && Files.isWritable(folder)) {
        try {
          stop(bin, folder, unprivileged());
        } catch (IOException | IllegalStateException e) {
          System.err.println("an old PostgreSQL was not removed: " + folder + ": " + e);
        }
      }
    }
  }

  private static Path binaries() {
    List<Path> candidates = new ArrayList<>();
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions
            .sorted(Comparator.comparing((Path version) -> number(version)).reversed())
            .map(version -> version.resolve("bin"))
            .forEach(candidates::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(":")) {
      candidates.add(Path.of(folder));
    }
    return candidates.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "PostgreSQL is not installed, and the tests start a real one:"
                    + " apt-get install postgresql"));
  }

  private static int number(Path version) {
    String name = version.getFileName().toString();
    return name.matches("\\d+") ? Integer.parseInt(name) : 0;
  }

  /** Who to run as when this is root, which PostgreSQL refuses; null to run as ourselves. */
  private static @Nullable String unprivileged() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return null;
    }
    for (String user : List.of("postgres", "nobody")) {
      if (exitStatus(List.of("id", "-u", user), new StringBuilder()) == 0) {
        return user;
      }
    }
    throw new IllegalStateException(
        "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody");
  }

  private static List<String> as(@Nullable String user, String... command) {
    List<String> all = new ArrayList<>();
    if (user != null) {
      all.addAll(
          List.of("setpriv", "--reuid=" + user, "--regid=" + groupOf(user), "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static String groupOf(String user) {
    StringBuilder output = new StringBuilder();
    exitStatus(List.of("id", "-g", user), output);
    return output.toString().strip();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(List<String> command) {
    StringBuilder output = new StringBuilder();
    int status = exitStatus(command, output);
    if (status != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with status " + status + ":\n" + output);
    }
  }

  private static int exitStatus(List<String> command, StringBuilder output) {
    try {
      // pg_ctl leaves a server behind that keeps its streams: a file, not a pipe, catches them.
      Path log = Files.createTempFile("noria-command-", ".log");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
          stdin.flush();
        }
        if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(String.join(" ", command) + " took over " + START_LIMIT);
        }
        try (InputStream bytes = Files.newInputStream(log)) {
          output.append(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
        }
        return process.exitValue();
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command) + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(root)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
