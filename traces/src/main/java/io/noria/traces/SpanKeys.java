package io.noria.traces;

/** Names of attributes, tags and metadata that mean something, as MLflow's clients write them. */
public final class SpanKeys {
  /** Span attribute: the trace it belongs to. */
  public static final String TRACE = "mlflow.traceRequestId";

  /** Span attribute: what went in. */
  public static final String INPUTS = "mlflow.spanInputs";

  /** Span attribute: what came out. */
  public static final String OUTPUTS = "mlflow.spanOutputs";

  /** Span attribute: the kind of work. */
  public static final String TYPE = "mlflow.spanType";

  /** The kind of work that nobody named. */
  public static final String UNKNOWN = "UNKNOWN";

  /** Span attribute: tokens that a language model read and wrote. */
  public static final String USAGE = "mlflow.chat.tokenUsage";

  /** Span attribute: what that cost, in US dollars. */
  public static final String COST = "mlflow.llm.cost";

  /** Span attribute: the language model. */
  public static final String MODEL = "mlflow.llm.model";

  /** Span attribute: who serves it. */
  public static final String PROVIDER = "mlflow.llm.provider";

  /** Prefix of a root span's attributes that are tags of the trace. */
  public static final String TAG_PREFIX = "mlflow.traceTag.";

  /** Tag: the trace's name. */
  public static final String NAME = "mlflow.traceName";

  /** Tag: where the spans are. */
  public static final String SPANS_LOCATION = "mlflow.trace.spansLocation";

  /** The value of {@link #SPANS_LOCATION} when they are here. */
  public static final String HERE = "TRACKING_STORE";

  /** Tag: where files of the trace go. */
  public static final String ARTIFACTS = "mlflow.artifactLocation";

  /** Metadata: the run during which it was made. */
  public static final String RUN = "mlflow.sourceRun";

  /** Metadata: the session it is part of. */
  public static final String SESSION = "mlflow.trace.session";

  /** Metadata: for whom the application worked. */
  public static final String USER = "mlflow.trace.user";

  /** Metadata: tokens of the whole trace. */
  public static final String TRACE_USAGE = "mlflow.trace.tokenUsage";

  /** Metadata: cost of the whole trace. */
  public static final String TRACE_COST = "mlflow.trace.cost";

  private SpanKeys() {}
}
