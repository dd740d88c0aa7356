package io.noria.traces;

/** What is thought of traces. Thread-safe; every write is committed when the call returns. */
public interface AssessmentStore {
  /**
   * Adds an assessment; the one that it overrides is no longer valid.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when the trace or the overridden one is missing
   */
  Assessment create(TraceId trace, NewAssessment assessment);

  /**
   * The assessment.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  Assessment get(TraceId trace, AssessmentId id);

  /**
   * Changes an assessment; source, span and kind stay.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when the value is of another kind
   */
  Assessment update(TraceId trace, AssessmentId id, Assessment.Change change);

  /** Removes it, if it is there; the one that it overrode is valid again. */
  void delete(TraceId trace, AssessmentId id);
}
