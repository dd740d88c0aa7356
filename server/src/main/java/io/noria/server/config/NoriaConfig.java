package io.noria.server.config;

import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.metrics.MetricAlias;
import io.noria.serving.ModelLimits;
import io.noria.serving.SentIn;
import io.noria.serving.python.PythonLimits;
import io.noria.storage.object.S3Settings;
import io.noria.storage.sql.SqlConfig;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the server is told.
 *
 * @param data the data folder
 * @param ephemeral whether it is empty, temporary and without waiting for the disk
 * @param roles what it does; never empty
 * @param http where and how to listen
 * @param storage where rows and objects lie
 * @param tracking how runs are searched, and by whom
 * @param engineMemoryBytes DuckDB's memory; 0 for a quarter of the machine's
 * @param trainingMemoryBytes the heap of a training process
 * @param pipelineTasks tasks that run at the same time
 * @param serving how models answer
 * @param observing how the server is looked at from outside
 */
public record NoriaConfig(
    Path data,
    boolean ephemeral,
    Set<Role> roles,
    Http http,
    Storage storage,
    Tracking tracking,
    long engineMemoryBytes,
    long trainingMemoryBytes,
    int pipelineTasks,
    Serving serving,
    Observing observing) {

  /**
   * How models answer.
   *
   * @param syncPredictions whether a prediction is on disk before it is answered
   * @param sentIn which models that were sent in may have files run
   * @param python the program that loads Python models; empty to make each its environment
   * @param environments folder of those environments; empty for the user's cache
   * @param keep those that nobody has asked for so long are removed
   * @param models what models may take
   * @param batchPaths where batch predictions may read and write
   */
  public record Serving(
      boolean syncPredictions,
      SentIn sentIn,
      String python,
      String environments,
      Duration keep,
      ModelLimits models,
      List<String> batchPaths) {
    /** Copies. */
    public Serving {
      batchPaths = List.copyOf(batchPaths);
    }
  }

  /**
   * How the server is looked at from outside.
   *
   * @param aliases under which other servers' names figures are shown too
   * @param tracing how requests become spans
   */
  public record Observing(Set<MetricAlias> aliases, TracingConfig tracing) {
    /** Copies. */
    public Observing {
      aliases = Set.copyOf(aliases);
    }
  }

  /**
   * Where and how to listen.
   *
   * @param port of everything, gRPC too
   * @param grpcPort of gRPC alone; negative for none
   * @param dialects of serving, and the ports that they have of their own
   */
  public record Http(
      String host, int port, int grpcPort, Map<String, Integer> dialects, HttpLimits limits) {
    /** Copies. */
    public Http {
      dialects = Map.copyOf(dialects);
    }
  }

  /**
   * Where rows and objects lie.
   *
   * @param sql the database
   * @param objects a folder, or another store's address
   * @param s3 how to reach a store that speaks S3
   */
  public record Storage(SqlConfig sql, String objects, S3Settings s3) {}

  /**
   * How runs are searched, and by whom.
   *
   * @param url the server that training scripts log to; empty for this one
   * @param workspaces whether MLflow's clients may name workspaces
   * @param searchBytes about how much memory runs may take to be searched in; 0 to search the
   *     database
   */
  public record Tracking(String url, boolean workspaces, long searchBytes) {}

  /**
   * What was said on the command line; null for what was not.
   *
   * @param set further settings by their names
   */
  public record Arguments(
      @Nullable Path data,
      @Nullable Integer port,
      @Nullable String host,
      @Nullable Path config,
      @Nullable String databaseUrl,
      boolean ephemeral,
      Map<String, String> set) {
    /** Nothing said. */
    public static Arguments none() {
      return new Arguments(null, null, null, null, null, false, Map.of());
    }

    /** A data folder and a port. */
    public static Arguments of(Path data, int port) {
      return new Arguments(data, port, null, null, null, false, Map.of());
    }
  }

  /**
   * Reads the settings: defaults, then the file, then the environment, then the arguments.
   *
   * @param temporary makes the folder of an ephemeral server
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT for an unknown setting or a wrong value,
   *     with where it was said
   */
  public static NoriaConfig load(
      Arguments arguments,
      Map<String, String> environment,
      java.util.function.Supplier<Path> temporary) {
    Settings settings = new Settings();
    if (arguments.config() != null) {
      settings.file(arguments.config());
    }
    settings.environment(environment);
    settings.set(Setting.DATA, arguments.data(), "--data");
    settings.set(Setting.HTTP_PORT, arguments.port(), "--port");
    settings.set(Setting.HTTP_HOST, arguments.host(), "--host");
    settings.set(Setting.SQL_URL, arguments.databaseUrl(), "--database-url");
    settings.set(Setting.EPHEMERAL, arguments.ephemeral() ? "true" : null, "--ephemeral");
    arguments.set().forEach((key, value) -> settings.set(key, value, "--set " + key));

    boolean ephemeral = settings.flag(Setting.EPHEMERAL);
    Path data = ephemeral ? temporary.get() : dataFolder(settings, environment);
    String objects = settings.text(Setting.OBJECTS);
    return new NoriaConfig(
        data,
        ephemeral,
        Role.parse(settings.text(Setting.ROLES), settings.source(Setting.ROLES)),
        new Http(
            settings.text(Setting.HTTP_HOST),
            (int) settings.number(Setting.HTTP_PORT, 0, 65_535),
            settings.text(Setting.GRPC_PORT).isEmpty()
                ? -1
                : (int) settings.number(Setting.GRPC_PORT, 0, 65_535),
            settings.ports(Setting.HTTP_DIALECTS),
            limits(settings)),
        new Storage(
            sql(settings, data, ephemeral),
            objects.isEmpty() ? data.resolve("objects").toString() : objects,
            s3(settings, data)),
        new Tracking(
            trackingUrl(settings),
            settings.flag(Setting.WORKSPACES),
            settings.share(Setting.SEARCH_MEMORY, Runtime.getRuntime().maxMemory())),
        settings.number(Setting.ENGINE_MEMORY, 0, Long.MAX_VALUE),
        settings.number(Setting.TRAINING_MEMORY, 64L << 20, Long.MAX_VALUE),
        (int) settings.number(Setting.PIPELINE_TASKS, 1, 1024),
        serving(settings),
        new Observing(
            MetricAlias.parse(
                settings.text(Setting.METRIC_ALIASES), settings.source(Setting.METRIC_ALIASES)),
            TracingConfig.of(settings, environment)));
  }

  private static Serving serving(Settings settings) {
    return new Serving(
        switch (settings.text(Setting.PREDICTION_DURABILITY)) {
          case "flush" -> false;
          case "sync", "always" -> true;
          default -> throw settings.wrong(Setting.PREDICTION_DURABILITY, "flush or always");
        },
        switch (settings.text(Setting.ALLOW_PICKLE)) {
          case "never" -> SentIn.NEVER;
          case "named" -> SentIn.NAMED;
          case "all" -> SentIn.ALL;
          default -> throw settings.wrong(Setting.ALLOW_PICKLE, "never, named or all");
        },
        settings.text(Setting.PYTHON),
        settings.text(Setting.PYTHON_ENVIRONMENTS),
        keep(settings),
        models(settings),
        settings.list(Setting.BATCH_PATHS));
  }

  private static ModelLimits models(Settings settings) {
    long machine =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return new ModelLimits(
        positive(settings, Setting.LOAD_TIMEOUT),
        positive(settings, Setting.ANSWER_TIMEOUT),
        positive(settings, Setting.LOADING_PATIENCE),
        positive(settings, Setting.QUEUE_TIMEOUT),
        settings.share(Setting.SERVING_MEMORY, machine),
        python(settings));
  }

  private static PythonLimits python(Settings settings) {
    PythonLimits usual = PythonLimits.usual();
    int workers = (int) settings.number(Setting.PYTHON_WORKERS, 0, 1024);
    return usual
        .withWorkers(workers == 0 ? usual.workers() : workers, 1)
        .withMemory(settings.number(Setting.PYTHON_MEMORY, 0, Long.MAX_VALUE))
        .withTimes(
            new PythonLimits.Times(
                positive(settings, Setting.PYTHON_LOAD_TIMEOUT),
                positive(settings, Setting.PYTHON_ANSWER_TIMEOUT),
                positive(settings, Setting.PYTHON_QUEUE_TIMEOUT),
                positive(settings, Setting.PYTHON_IDLE),
                usual.time().leastPause(),
                usual.time().mostPause()));
  }

  private static Duration keep(Settings settings) {
    Duration keep = settings.duration(Setting.PYTHON_KEEP);
    if (keep.compareTo(Duration.ofDays(1)) < 0) {
      throw settings.wrong(Setting.PYTHON_KEEP, "a day or more, such as P30D");
    }
    return keep;
  }

  private static Duration positive(Settings settings, Setting setting) {
    Duration duration = settings.duration(setting);
    if (!duration.isPositive() || duration.compareTo(Duration.ofDays(1)) > 0) {
      throw settings.wrong(setting, "more than nothing, PT24H at most");
    }
    return duration;
  }

  private static Path dataFolder(Settings settings, Map<String, String> environment) {
    String said = settings.text(Setting.DATA);
    if (!said.isEmpty()) {
      return Path.of(said).toAbsolutePath().normalize();
    }
    String shared = environment.getOrDefault("XDG_DATA_HOME", "");
    Path base =
        shared.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(shared);
    return base.resolve("noria");
  }

  private static String trackingUrl(Settings settings) {
    String url = settings.text(Setting.TRACKING_URL);
    if (!url.isEmpty() && !url.matches("https?://\\S+")) {
      throw settings.wrong(Setting.TRACKING_URL, "http://HOST:PORT or https://HOST");
    }
    return url;
  }

  private static SqlConfig sql(Settings settings, Path data, boolean ephemeral) {
    String url = settings.text(Setting.SQL_URL);
    if (url.isEmpty()) {
      Path file = data.resolve("noria.db");
      return ephemeral ? SqlConfig.ephemeral(file) : SqlConfig.sqlite(file);
    }
    if (!(SqlConfig.parse(url) instanceof SqlConfig.Postgres postgres)) {
      return SqlConfig.parse(url);
    }
    String user = settings.textOrNull(Setting.SQL_USER);
    return (user == null
            ? postgres
            : SqlConfig.postgres(postgres.url(), user, settings.textOrNull(Setting.SQL_PASSWORD)))
        .with(
            new SqlConfig.Timeouts(
                settings.duration(Setting.SQL_CONNECT_TIMEOUT),
                settings.duration(Setting.SQL_TIMEOUT)));
  }

  private static S3Settings s3(Settings settings, Path data) {
    String endpoint = settings.text(Setting.S3_ENDPOINT);
    String cache = settings.text(Setting.S3_CACHE);
    return new S3Settings(
        endpoint.isEmpty() ? null : address(settings, endpoint),
        settings.textOrNull(Setting.S3_REGION),
        settings.text(Setting.S3_PATH_STYLE).isEmpty()
            ? null
            : settings.flag(Setting.S3_PATH_STYLE),
        s3Credentials(settings),
        settings.number(Setting.S3_PART_BYTES, S3Settings.LEAST_PART, S3Settings.LARGEST_PART),
        settings.duration(Setting.S3_TIMEOUT),
        new S3Settings.Cache(
            cache.isEmpty() ? data.resolve("object-cache") : Path.of(cache),
            settings.number(Setting.S3_CACHE_BYTES, 0, Long.MAX_VALUE),
            settings.duration(Setting.S3_CACHE_KEEP)));
  }

  private static URI address(Settings settings, String text) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below with what was expected.
    }
    throw settings.wrong(Setting.S3_ENDPOINT, "https://host or http://host:port");
  }

  private static S3Settings.@Nullable Credentials s3Credentials(Settings settings) {
    String id = settings.textOrNull(Setting.S3_ACCESS_KEY_ID);
    String secret = settings.textOrNull(Setting.S3_SECRET_ACCESS_KEY);
    if (id == null && secret == null) {
      return null;
    }
    if (id == null) {
      throw settings.wrong(Setting.S3_ACCESS_KEY_ID, "said together with the secret access key");
    }
    if (secret == null) {
      throw settings.wrong(Setting.S3_SECRET_ACCESS_KEY, "said together with the access key id");
    }
    return new S3Settings.Credentials(id, secret);
  }

  private static HttpLimits limits(Settings settings) {
    return new HttpLimits(
        (int) settings.number(Setting.HTTP_MAX_BODY, 1024, Integer.MAX_VALUE - 16),
        settings.number(Setting.HTTP_MAX_UPLOAD, 1024, Long.MAX_VALUE),
        (int) settings.number(Setting.HTTP_MAX_HEADERS, 1024, 1 << 24),
        (int) settings.number(Setting.HTTP_MAX_REQUESTS, 1, 1 << 20),
        (int) settings.number(Setting.HTTP_MAX_STREAMS, 1, 1 << 20),
        (int) settings.number(Setting.HTTP_MAX_CONNECTIONS, 1, 1 << 20),
        settings.duration(Setting.HTTP_READ_TIMEOUT),
        settings.duration(Setting.HTTP_BODY_TIMEOUT),
        settings.duration(Setting.HTTP_IDLE_TIMEOUT),
        settings.duration(Setting.HTTP_STOP_GRACE),
        new HttpLimits.Patience(
            settings.duration(Setting.HTTP_HEAD_TIMEOUT),
            settings.duration(Setting.HTTP_WRITE_TIMEOUT)));
  }

  /** Every setting with its default and meaning, for {@code --help} and the documentation. */
  public static List<Map<String, String>> reference() {
    return java.util.Arrays.stream(Setting.values())
        .map(setting -> {
          Map<String, String> row = new LinkedHashMap<>();
          row.put("name", setting.key());
          row.put("environment", setting.environment());
          row.put("default", setting.fallback());
          row.put("about", setting.about());
          return row;
        })
        .toList();
  }
}
