package io.noria.protocols.mlflow.space;

import io.noria.traces.Assessment;
import io.noria.traces.AssessmentId;
import io.noria.traces.AssessmentStore;
import io.noria.traces.NewAssessment;
import io.noria.traces.TraceId;

/** What is thought of traces of the request's workspace. */
record SpacedAssessments(AssessmentStore all, SpacedTraces traces) implements AssessmentStore {
  @Override
  public Assessment create(TraceId trace, NewAssessment assessment) {
    return all.create(traces.own(trace), assessment);
  }

  @Override
  public Assessment get(TraceId trace, AssessmentId id) {
    return all.get(traces.own(trace), id);
  }

  @Override
  public Assessment update(TraceId trace, AssessmentId id, Assessment.Change change) {
    return all.update(traces.own(trace), id, change);
  }

  @Override
  public void delete(TraceId trace, AssessmentId id) {
    all.delete(traces.own(trace), id);
  }
}
