package io.noria.server.config;

import java.util.Locale;

/**
 * Every setting there is: its name in files and {@code --set}, its default, and what it does. The
 * environment variable is the name in upper case with underscores: {@code noria.http.port} is
 * {@code NORIA_HTTP_PORT}.
 */
enum Setting {
  DATA("noria.data", "", "the data folder (default: NORIA_DATA, else ~/.local/share/noria)"),
  ROLES(
      "noria.roles",
      "all",
      "what this server does: tracking, serving, pipelines, monitoring, with commas between"),
  HTTP_HOST(
      "noria.http.host", "127.0.0.1", "the address to listen on; others than loopback need tokens"),
  HTTP_PORT("noria.http.port", "7600", "the port; 0 takes a free one"),
  GRPC_PORT(
      "noria.grpc.port",
      "",
      "a port for gRPC alone, beside the one that answers it anyway; empty: none; 0 takes a free one"),
  HTTP_DIALECTS(
      "noria.http.dialects",
      "",
      "dialects of serving with ports of their own: tfserving=8501, torchserve=8080, …; 0 takes a"
          + " free one"),
  HTTP_MAX_BODY(
      "noria.http.max-body-bytes", "10485760", "the largest JSON body, and message of gRPC"),
  HTTP_MAX_UPLOAD("noria.http.max-upload-bytes", "1099511627776", "the largest artifact"),
  HTTP_MAX_HEADERS("noria.http.max-header-bytes", "32768", "the largest head of a request"),
  HTTP_MAX_REQUESTS(
      "noria.http.max-concurrent-requests", "512", "beyond these: 503 with Retry-After"),
  HTTP_MAX_STREAMS("noria.http.max-streams", "256", "event streams open at the same time"),
  HTTP_MAX_CONNECTIONS("noria.http.max-connections", "4096", "TCP connections"),
  HTTP_READ_TIMEOUT(
      "noria.http.read-timeout",
      "PT30S",
      "the longest silence, within a request or before the next"),
  HTTP_BODY_TIMEOUT(
      "noria.http.body-timeout",
      "PT60S",
      "the longest a JSON body may take to arrive; of a file 64 KiB must come in this time"),
  HTTP_IDLE_TIMEOUT(
      "noria.http.idle-timeout", "PT5M", "the longest that a connection may do nothing at all"),
  HTTP_HEAD_TIMEOUT(
      "noria.http.head-timeout",
      "PT60S",
      "the longest until a request's head is there whole, since the connection or the last answer"),
  HTTP_WRITE_TIMEOUT(
      "noria.http.write-timeout", "PT60S", "the longest that a caller may take none of its answer"),
  HTTP_STOP_GRACE("noria.http.stop-grace", "PT10S", "how long requests may go on while stopping"),
  SQL_URL(
      "noria.storage.sql.url",
      "",
      "jdbc:postgresql://… or postgresql://…; empty: SQLite in the data folder"),
  SQL_USER("noria.storage.sql.user", "", "PostgreSQL's user"),
  SQL_PASSWORD("noria.storage.sql.password", "", "PostgreSQL's password"),
  SQL_CONNECT_TIMEOUT(
      "noria.storage.sql.connect-timeout",
      "PT5S",
      "how long PostgreSQL may take to let a connection in, or to say that it is there"),
  SQL_TIMEOUT(
      "noria.storage.sql.timeout", "PT60S", "the longest silence of PostgreSQL in a statement"),
  OBJECTS(
      "noria.storage.objects",
      "",
      "where objects lie: a folder or s3://bucket/prefix; empty: a folder in the data folder"),
  S3_ENDPOINT(
      "noria.storage.s3.endpoint", "", "https://… of another store than AWS that speaks S3"),
  S3_REGION(
      "noria.storage.s3.region",
      "",
      "the bucket's region; empty: what AWS's settings say, else us-east-1"),
  S3_PATH_STYLE(
      "noria.storage.s3.path-style",
      "",
      "true: the bucket stands in the path; empty: only with an endpoint"),
  S3_ACCESS_KEY_ID(
      "noria.storage.s3.access-key-id",
      "",
      "empty: AWS's own chain (environment, profile, container, machine)"),
  S3_SECRET_ACCESS_KEY("noria.storage.s3.secret-access-key", "", "the key's secret half"),
  S3_PART_BYTES("noria.storage.s3.part-bytes", "16777216", "larger objects are sent in such parts"),
  S3_TIMEOUT(
      "noria.storage.s3.timeout", "PT30S", "the longest silence before a request is repeated"),
  S3_CACHE("noria.storage.s3.cache", "", "local copies; empty: object-cache in the data folder"),
  S3_CACHE_BYTES("noria.storage.s3.cache-bytes", "10737418240", "how much of them is kept"),
  S3_CACHE_KEEP(
      "noria.storage.s3.cache-keep",
      "PT6H",
      "for how long one that something reads is kept anyway"),
  TRACKING_URL(
      "noria.tracking.url",
      "",
      "the server with the role of tracking, where training scripts log to; empty: this one"),
  WORKSPACES(
      "noria.tracking.workspaces",
      "false",
      "true: MLflow's clients may name workspaces; always on while there is another than default"),
  SEARCH_MEMORY(
      "noria.tracking.search-memory",
      "25%",
      "how much memory runs may take to be searched in: bytes, or a share of the heap; 0: none,"
          + " the database is searched"),
  ENGINE_MEMORY("noria.engine.memory-bytes", "0", "DuckDB's memory; 0: a quarter of the machine's"),
  TRAINING_MEMORY("noria.training.memory-bytes", "2147483648", "the heap of a training process"),
  PIPELINE_TASKS("noria.pipelines.concurrent-tasks", "4", "tasks that run at the same time"),
  PREDICTION_DURABILITY(
      "noria.serving.durability",
      "flush",
      "flush: predictions are on disk within 100 ms; always: before they are answered"),
  ALLOW_PICKLE(
      "noria.serving.allow-pickle",
      "named",
      "models whose pickles may be run: named (one by one, by noria serve --allow-pickle), all or never"),
  LOAD_TIMEOUT(
      "noria.serving.load-timeout",
      "PT2M",
      "the longest a model may take to be loaded, tried and checked, not counting the making of its"
          + " Python environment"),
  ANSWER_TIMEOUT(
      "noria.serving.answer-timeout",
      "PT30S",
      "the longest ONNX Runtime may work at one question; then it is ended"),
  LOADING_PATIENCE(
      "noria.serving.loading-patience",
      "PT5S",
      "how long a question waits for a model that is being loaded; then 503 with Retry-After"),
  QUEUE_TIMEOUT(
      "noria.serving.queue-timeout",
      "PT1S",
      "a question that would wait longer for its turn at an ONNX model is refused at once (429)"),
  SERVING_MEMORY(
      "noria.serving.memory",
      "50%",
      "how much memory models may take together: bytes, or a share of the machine's; beyond it those"
          + " asked longest ago are let go of; 0: any"),
  PYTHON_WORKERS(
      "noria.serving.python-workers",
      "0",
      "worker processes that a Python model may have; 0: as many as there are cores"),
  PYTHON_MEMORY(
      "noria.serving.python-memory-bytes",
      "0",
      "memory that each of them may take for data; 0: any"),
  PYTHON_LOAD_TIMEOUT(
      "noria.serving.python-load-timeout",
      "PT2M",
      "the longest one may take until it knows its model"),
  PYTHON_ANSWER_TIMEOUT(
      "noria.serving.python-answer-timeout",
      "PT30S",
      "the longest one may work at a question, or a batch of them; then it is ended"),
  PYTHON_QUEUE_TIMEOUT(
      "noria.serving.python-queue-timeout",
      "PT5S",
      "a question that would wait longer for one of them is refused at once (429)"),
  PYTHON_IDLE(
      "noria.serving.python-idle",
      "PT10M",
      "after so long without a question the workers of a model end but for one"),
  PYTHON_KEEP(
      "noria.serving.python-keep",
      "P30D",
      "environments that no model has asked for so long are removed, at a start and by noria gc"),
  PYTHON(
      "noria.serving.python",
      "",
      "the Python program that loads every Python model; empty: each gets an environment of its"
          + " own requirements, made once"),
  PYTHON_ENVIRONMENTS(
      "noria.serving.python-environments",
      "",
      "folder of those environments; empty: noria/environments in the user's cache"),
  BATCH_PATHS(
      "noria.serving.batch-paths",
      "",
      "where batch predictions may read and write: absolute folders and s3://bucket/prefix, with"
          + " commas between; without any of the latter every bucket that the credentials open"),
  TRACING_EXPORTER(
      "noria.tracing.exporter",
      "",
      "where spans of serving go: otlp (a collector), self (the traces kept here) or none; empty:"
          + " otlp where OTEL_EXPORTER_OTLP_ENDPOINT is set"),
  TRACING_ENDPOINT(
      "noria.tracing.endpoint",
      "",
      "the collector, for OTLP over HTTP: http://host:4318; empty: what OTEL_EXPORTER_OTLP_… say"),
  TRACING_HEADERS(
      "noria.tracing.headers",
      "",
      "sent to the collector: name=value,name=value; % as in addresses"),
  TRACING_SAMPLER(
      "noria.tracing.sampler",
      "",
      "always_on, always_off or traceidratio, with parentbased_ before it to follow the caller;"
          + " empty: OTEL_TRACES_SAMPLER, else parentbased_always_on"),
  TRACING_SAMPLER_ARG(
      "noria.tracing.sampler-arg",
      "",
      "traceidratio's share, 0 to 1; empty: OTEL_TRACES_SAMPLER_ARG"),
  TRACING_SERVICE("noria.tracing.service-name", "", "empty: OTEL_SERVICE_NAME, else noria"),
  METRIC_ALIASES(
      "noria.metrics.aliases",
      "none",
      "other servers' names for figures of serving, on /metrics beside ours: triton, tfserving,"
          + " torchserve, mlserver, kserve, bentoml, seldon; or all"),
  EPHEMERAL("noria.ephemeral", "false", "an empty server in a temporary folder, for tests");

  private final String key;
  private final String fallback;
  private final String about;

  Setting(String key, String fallback, String about) {
    this.key = key;
    this.fallback = fallback;
    this.about = about;
  }

  String key() {
    return key;
  }

  String fallback() {
    return fallback;
  }

  String about() {
    return about;
  }

  String environment() {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
