package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built program as a process, started as a user starts it. */
final class NoriaProcess implements AutoCloseable {
  private static final String LISTENING = "Noria is listening on ";

  private final Process process;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  private NoriaProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** The runnable folder that the build made. */
  static Path app() {
    Path app = Path.of("target/noria").toAbsolutePath();
    assertThat(app.resolve("bin/noria")).as("the built program; run the package phase").exists();
    return app;
  }

  /** A command line of the built program, with this JVM's JDK. */
  static ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(app().resolve("bin/noria").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("NORIA_URL");
    builder.environment().remove("NORIA_DATA");
    return builder;
  }

  /** Starts a server on a free port and waits for its first line. Its log goes to the file. */
  static NoriaProcess server(Path log, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("server", "--port", "0"));
    all.addAll(List.of(arguments));
    return listening(command(all.toArray(String[]::new)), log);
  }

  /** Starts a server by this command line and waits for its first line. */
  static NoriaProcess listening(ProcessBuilder command, Path log) throws IOException {
    Process process = command.redirectError(log.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line)
        .as("first line on stdout; its log:\n%s", Files.exists(log) ? Files.readString(log) : "")
        .startsWith(LISTENING);
    return new NoriaProcess(process, line.substring(LISTENING.length()).strip());
  }

  String url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  /** The process's threads, as the kernel counts them: virtual ones are none of its. */
  int threads() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToInt(line -> Integer.parseInt(line.substring("Threads:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** The answer of a PUT of bytes. */
  HttpResponse<String> put(String path, byte[] bytes) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The bytes that a GET answers. */
  byte[] bytes(String path) throws IOException, InterruptedException {
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  /** The answer of a GET. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The answer of a POST of JSON. */
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /**
   * The shared libraries that the process has opened from files of its own, as the kernel sees it.
   */
  List<String> libraries() throws IOException {
    return mapped().stream().filter(file -> file.contains(".so")).toList();
  }

  /** The files that the process has mapped into its memory. */
  List<String> mapped() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/maps")).stream()
        .filter(line -> line.contains("/"))
        .map(line -> line.substring(line.indexOf('/')))
        .distinct()
        .toList();
  }

  /** Asks it to stop, as a service manager does; its exit status. */
  int stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("stopped when asked").isTrue();
    return process.exitValue();
  }

  /** As kill -9 from outside. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    http.close();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
