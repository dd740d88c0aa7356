package io.noria.traces;

import io.noria.base.Page;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunId;
import java.util.List;
import java.util.Set;

/** The traces. Thread-safe; every write is committed when the call returns. */
public interface TraceStore {
  /** An id for a client that brings none. */
  TraceId nextId();

  /**
   * Records what a client says of a trace, over what its spans said before.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND or FAILED_PRECONDITION when the experiment is
   *     missing or deleted
   */
  TraceInfo start(NewTrace trace);

  /**
   * Records spans; traces that are not known begin with them. The same span again takes the place
   * of the earlier one.
   *
   * @param experiment of traces that begin
   */
  void log(ExperimentId experiment, List<SpanBatch> batches);

  /**
   * The trace without its spans.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  TraceInfo get(TraceId id);

  /** Those of the traces that are there, in the order asked for. */
  List<TraceInfo> find(List<TraceId> ids);

  /** The trace with its spans. */
  Trace read(TraceId id);

  /** Those of the traces that are there with their spans, in the order asked for. */
  List<Trace> readAll(List<TraceId> ids);

  /** Traces that match, in the order asked for. */
  Page<TraceInfo> search(TraceSearch search);

  /** The ids of all traces that match, at most so many. */
  Set<TraceId> matching(List<ExperimentId> experiments, String filter, int most);

  /**
   * Numbers over many traces, by time and dimensions. Metrics of traces are trace_count,
   * session_count, latency (milliseconds), input_tokens, output_tokens, total_tokens,
   * cache_read_input_tokens and cache_creation_input_tokens; of spans span_count, latency,
   * input_cost, output_cost and total_cost (US dollars); of assessments assessment_count and
   * assessment_value (numbers; yes is 1 and no is 0).
   */
  List<TraceMetricPoint> metrics(TraceMetricQuery query);

  /** Sets a tag, over what was there. */
  void setTag(TraceId id, String key, String value);

  /**
   * Removes a tag.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when it is not there
   */
  void deleteTag(TraceId id, String key);

  /** Links traces to a run that evaluated or made them; those that are missing are passed over. */
  void linkRun(List<TraceId> ids, RunId run);

  /** Links versions of prompts, as {@code name/version}, to a trace that used them. */
  void linkPrompts(TraceId id, List<String> prompts);

  /** Deletes traces with all that belongs to them and says how many. */
  int delete(TraceDeletion deletion);

  /** Deletes every trace of an experiment and says how many: for experiments that are purged. */
  int purge(ExperimentId experiment);
}
