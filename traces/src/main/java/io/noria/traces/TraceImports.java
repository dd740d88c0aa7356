package io.noria.traces;

import io.noria.storage.imports.ImportResult;
import io.noria.tracking.ExperimentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes in traces of another system with their own ids and times. Thread-safe. */
public interface TraceImports {
  /**
   * A trace of another system.
   *
   * @param experiment its experiment's id in the source
   * @param assessments what is thought of it, oldest first
   * @param runs runs that it is linked to, without the one that made it
   * @param prompts versions of prompts that it used, as {@code name/version}
   */
  record Restored(
      TraceId id,
      String experiment,
      Instant startedAt,
      @Nullable Duration duration,
      TraceState state,
      @Nullable String clientRequest,
      @Nullable String requestPreview,
      @Nullable String responsePreview,
      Map<String, String> metadata,
      Map<String, String> tags,
      List<RestoredAssessment> assessments,
      List<Span> spans,
      List<String> runs,
      List<String> prompts) {
    /** Copies. */
    public Restored {
      metadata = new TreeMap<>(metadata);
      tags = new TreeMap<>(tags);
      assessments = List.copyOf(assessments);
      spans = List.copyOf(spans);
      runs = List.copyOf(runs);
      prompts = List.copyOf(prompts);
    }

    /** The trace as a client would say it, in the experiment that its own is here. */
    public NewTrace in(ExperimentId here) {
      return new NewTrace(
          id,
          here,
          startedAt,
          duration,
          state,
          clientRequest,
          requestPreview,
          responsePreview,
          metadata,
          tags,
          List.of());
    }
  }

  /**
   * An assessment of another system.
   *
   * @param valid false when another has taken its place
   */
  record RestoredAssessment(
      AssessmentId id, NewAssessment content, boolean valid, Instant updatedAt) {}

  /**
   * Writes traces together, or, when one of them cannot be here, each for itself.
   *
   * @param source the history's name, under which it is known when it comes again
   * @return what became of each, in their order
   */
  List<ImportResult> restore(String source, List<Restored> traces);
}
