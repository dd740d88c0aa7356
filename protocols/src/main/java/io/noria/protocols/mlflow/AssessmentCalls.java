package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.required;

import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.AssessmentMessages;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.traces.Assessment;
import io.noria.traces.AssessmentId;
import io.noria.traces.AssessmentStore;
import io.noria.traces.TraceId;

/** The calls about assessments of traces. */
final class AssessmentCalls {
  private static final String PATH = "mlflow/traces/{trace}/assessments";

  private final AssessmentStore assessments;

  AssessmentCalls(AssessmentStore assessments) {
    this.assessments = assessments;
  }

  void addTo(MlflowRoutes routes) {
    String one = PATH + "/{assessment}";
    routes.addNew("POST", PATH, this::create);
    routes.addNew("GET", one, x -> answer(x, assessments.get(trace(x), id(x))));
    routes.addNew("PATCH", one, this::update);
    routes.addNew("DELETE", one, this::delete);
  }

  private static TraceId trace(Exchange x) {
    return new TraceId(x.path("trace"));
  }

  private static AssessmentId id(Exchange x) {
    return new AssessmentId(x.path("assessment"));
  }

  private static void answer(Exchange x, Assessment assessment) {
    MlflowJson.send(x, new AssessmentMessages.One(AssessmentMapping.assessment(assessment), null));
  }

  private void create(Exchange x) {
    AssessmentMessages.One asked = MlflowJson.read(x, AssessmentMessages.One.class);
    answer(
        x,
        assessments.create(
            trace(x), AssessmentMapping.content(required("assessment", asked.assessment()))));
  }

  private void update(Exchange x) {
    AssessmentMessages.One asked = MlflowJson.read(x, AssessmentMessages.One.class);
    answer(x, assessments.update(trace(x), id(x), AssessmentMapping.change(asked)));
  }

  private void delete(Exchange x) {
    assessments.delete(trace(x), id(x));
    MlflowJson.send(x, new Shared.Empty());
  }
}
