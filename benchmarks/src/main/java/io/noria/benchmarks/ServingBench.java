package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.benchmarks.ServingSystem.Endpoint;
import io.noria.benchmarks.ServingSystem.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Three models of 30 columns (XGBoost, a random forest, a neural network) behind Noria and behind
 * every other server of models that can be installed here: 1, 32 and 256 rows a request on 16 kept
 * connections, ten thousand different rows; JSON, raw tensors and gRPC, as each offers them. Beside
 * them what is left when the model or the server is taken away. Every system's answers are compared
 * with the libraries' before it is measured. Noria logs every prediction.
 */
final class ServingBench {
  private static final int CONNECTIONS = 16;
  private static final int[] ROWS = {1, 32, 256};
  private static final int COMPARED = 500;
  private static final String BARE = "bare";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Settings settings;
  private final Path folder;
  private final Path lines;
  private final Rows pool;
  private final JsonNode expected;
  private final ServingReport report = new ServingReport(CONNECTIONS);

  private ServingBench(Settings settings, Path folder) throws IOException {
    this.settings = settings;
    this.folder = folder;
    this.lines = settings.work().resolve("serving.jsonl");
    this.pool = Rows.read(folder.resolve("rows.jsonl"));
    this.expected = JSON.readTree(folder.resolve("expected.json").toFile());
    Files.deleteIfExists(lines);
  }

  static ServingReport run(Settings settings) throws IOException, InterruptedException {
    Path folder = settings.work().resolve("serving");
    if (!Files.exists(folder.resolve("expected.json"))) {
      Files.createDirectories(folder);
      Measured.run(
          folder.resolve("models.log"),
          folder.resolve("models.out"),
          List.of(
              settings.python("python"),
              settings.scripts().resolve("serving_models.py").toString(),
              folder.toString()));
    }
    var bench = new ServingBench(settings, folder);
    var ours = new ServingOurs(settings, folder);
    List<ServingPeers.Peer> systems = new ArrayList<>();
    systems.add(new ServingPeers.Peer("Noria", ours::noria));
    systems.addAll(new ServingPeers(settings, folder).all());
    for (ServingPeers.Peer system : systems) {
      if (bench.wanted(system.name())) {
        bench.system(system);
      }
    }
    if (bench.asked(BARE)) {
      bench.bare(ours.bare());
      bench.floor();
    }
    return bench.report;
  }

  /** Names are picked by their beginning; without any all are meant. */
  private boolean wanted(String system) {
    return settings.systems().isEmpty()
        || settings.systems().stream()
            .anyMatch(
                name -> system.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT)));
  }

  private boolean asked(String what) {
    return settings.cases().isEmpty() || settings.cases().contains(what);
  }

  private List<Wire> formats(ServingSystem system) {
    return system.wires().stream()
        .filter(wire -> settings.formats().isEmpty() || settings.formats().contains(wire.format()))
        .toList();
  }

  /** One that cannot be installed, started or asked is named as missing, with the reason. */
  private void system(ServingPeers.Peer peer) throws InterruptedException {
    try {
      system(peer.preparation().prepare());
    } catch (IOException e) {
      System.err.println(peer.name() + ": " + e.getMessage());
      report.missing(peer.name(), String.valueOf(e.getMessage()));
    }
  }

  private void system(ServingSystem system) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (Started started = system.start().start()) {
      for (String model : ServingSystem.MODELS) {
        firstAnswer(started, model, system.wires().getFirst());
      }
      report.start(system, (System.nanoTime() - begun) / 1e9, started.residentMegabytes());
      for (String model : ServingSystem.MODELS) {
        for (Wire wire : asked(model) ? formats(system) : List.<Wire>of()) {
          requireSame(system.name(), started.places().place(model, wire), model, wire);
          for (int count : ROWS) {
            Endpoint place = started.places().place(model, wire);
            note(measure(system.name(), started, place, new Asked(model, wire, count)));
          }
        }
      }
    }
  }

  private void bare(ServingSystem bare) throws IOException, InterruptedException {
    try (Started started = bare.start().start()) {
      for (Wire wire : formats(bare)) {
        for (int count : ROWS) {
          Endpoint place = started.places().place("", wire);
          note(measure(bare.name(), started, place, new Asked(ServingReport.NONE, wire, count)));
        }
      }
    }
  }

  /** The models without a server, in a process of their own. */
  private void floor() throws IOException, InterruptedException {
    Path out = settings.work().resolve("serving_floor.json");
    Measured.run(
        settings.work().resolve("serving_floor.log"),
        out,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseParallelGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            settings.app().resolve("lib") + "/*",
            settings.home().resolve("benchmarks/src/main/launch/ServingFloor.java").toString(),
            folder.toString(),
            Integer.toString(settings.seconds())));
    for (JsonNode figure : JSON.readTree(Files.readAllLines(out).getLast())) {
      if (asked(figure.path("model").asText())) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", figure.path("model").asText());
        row.put("rows", figure.path("rows").asInt());
        row.put("format", "in process");
        row.put("system", figure.path("how").asText());
        row.put("per_second", figure.path("per_second").asDouble());
        row.put("cpu_us", figure.path("cpu_us").asDouble());
        note(row);
      }
    }
  }

  /** What is asked: so many rows of a model, written in one way. */
  private record Asked(String model, Wire wire, int rows) {}

  private Map<String, Object> measure(String system, Started started, Endpoint place, Asked asked)
      throws IOException, InterruptedException {
    byte[][] requests = new byte[pool.count() / asked.rows][];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = asked.wire.request(place, asked.model, pool.of(i * asked.rows, asked.rows));
    }
    double before = started.processorSeconds();
    Load.Result result =
        Load.run(
            () -> open(place, asked.wire),
            new Load.Shape(CONNECTIONS, settings.warmUp(), settings.measured()),
            (connection, n) -> {
              int from = n * Math.max(1, requests.length / CONNECTIONS);
              return i -> requests[(from + i) % requests.length];
            });
    double spent = started.processorSeconds() - before;
    double all = settings.measured().plus(settings.warmUp()).toMillis() / 1e3;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("model", asked.model);
    row.put("rows", asked.rows);
    row.put("format", asked.wire.format());
    row.put("system", system);
    row.put("per_second", result.perSecond());
    row.put("p50_ms", result.p50Ms());
    row.put("p99_ms", result.p99Ms());
    row.put("cpu_us", spent / (result.perSecond() * all) * 1e6);
    row.put("rss_mb", started.residentMegabytes());
    row.put("errors", result.errors());
    if (!result.refusal().isEmpty()) {
      System.err.println(system + ": " + result.refusal());
    }
    return row;
  }

  /** Keeps a row, and lays it on disk for what comes after it may fail. */
  private void note(Map<String, Object> row) throws IOException {
    report.row(row);
    String line = Report.line(row) + "\n";
    System.err.print(line);
    Files.writeString(lines, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Link open(Endpoint place, Wire wire) throws IOException {
    return wire == Wire.OIP_GRPC
        ? new GrpcLink(place.port(), place.path())
        : new KeepAlive("127.0.0.1", place.port());
  }

  /** Asks until the model answers, for a minute. */
  private void firstAnswer(Started started, String model, Wire wire)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      String said;
      Endpoint place = started.places().place(model, wire);
      try (Link link = open(place, wire)) {
        int status = link.send(wire.request(place, model, pool.of(0, 1)));
        if (status == 200) {
          return;
        }
        said = status + ": " + link.body();
      } catch (IOException e) {
        said = String.valueOf(e.getMessage());
      }
      if (System.nanoTime() > end) {
        throw new IOException(model + " does not answer: " + said);
      }
      Thread.sleep(5);
    }
  }

  private void requireSame(String system, Endpoint place, String model, Wire wire)
      throws IOException {
    List<Double> found = new ArrayList<>();
    try (Link link = open(place, wire)) {
      for (int i = 0; i < COMPARED; i += 50) {
        int status = link.send(wire.request(place, model, pool.of(i, 50)));
        if (status != 200) {
          throw new IOException(
              system + ", " + wire.format() + ", answered " + status + ": " + link.body());
        }
        found.addAll(wire.probabilities(link.content()));
      }
    }
    JsonNode right = expected.path(model);
    for (int i = 0; i < COMPARED; i++) {
      double theirs = i < found.size() ? found.get(i) : Double.NaN;
      if (!(Math.abs(theirs - right.path(i).asDouble()) <= 1e-5)) {
        throw new IOException(
            "%s, %s, %s, row %d: answered %s, the library says %s"
                .formatted(system, model, wire.format(), i, theirs, right.path(i)));
      }
    }
  }
}
