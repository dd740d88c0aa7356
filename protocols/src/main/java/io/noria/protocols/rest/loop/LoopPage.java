package io.noria.protocols.rest.loop;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.delivery.Check;
import io.noria.delivery.Delivery;
import io.noria.delivery.TriggerDecision;
import io.noria.delivery.Verdict;
import io.noria.monitoring.Alert;
import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Monitoring;
import io.noria.monitoring.Performance;
import io.noria.monitoring.Window;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.RunSearch;
import io.noria.project.Project;
import io.noria.project.ProjectSpec;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.stats.Metrics;
import io.noria.storage.lineage.Lineage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what the loop's page shows of a project. */
final class LoopPage {
  private static final int MOST_TURNS = 1000;

  /** Steps that make one run each. */
  private static final Set<String> SINGLE = Set.of("linear-fit", "command-train");

  private static final int MOST_DECISIONS = 2000;

  private final Datasets datasets;
  private final Pipelines pipelines;
  private final Serving serving;
  private final Monitoring monitoring;
  private final Delivery delivery;
  private final Lineage lineage;

  LoopPage(
      Datasets datasets,
      Pipelines pipelines,
      Serving serving,
      Monitoring monitoring,
      Delivery delivery,
      Lineage lineage) {
    this.datasets = datasets;
    this.pipelines = pipelines;
    this.serving = serving;
    this.monitoring = monitoring;
    this.delivery = delivery;
    this.lineage = lineage;
  }

  LoopWire of(Project project, @Nullable Instant from, @Nullable Instant to) {
    ProjectSpec spec = project.spec();
    String deployment = spec.deploy().name();
    List<LoopWire.Data> data = data(spec);
    List<LoopWire.Training> training = training(project);
    List<LoopWire.Gate> gates = gates(spec);
    List<LoopWire.Served> served = served(deployment);
    List<Window> windows = monitoring.windows(deployment, from, to);
    List<Alert> alerts = monitoring.alerts(deployment, false);
    List<TriggerDecision> decisions = delivery.triggers().decisions(project.name(), MOST_DECISIONS);
    Set<Ref> shown = new LinkedHashSet<>();
    data.forEach(mark -> shown.add(Ref.parse(mark.ref())));
    training.forEach(mark -> shown.add(Ref.parse(mark.ref())));
    gates.forEach(mark -> shown.add(Ref.parse(mark.ref())));
    gates.forEach(mark -> shown.add(Ref.parse(mark.candidate())));
    served.forEach(mark -> shown.add(Ref.parse(mark.ref())));
    windows.forEach(window -> shown.add(window.ref()));
    alerts.forEach(alert -> shown.add(alert.ref()));
    decisions.forEach(decision -> shown.add(decision.ref()));
    List<LoopWire.Edge> edges = edges(shown);
    Instant eventTime = eventTime(project, deployment);
    Instant first = from == null ? first(data, eventTime) : from;
    return new LoopWire(
        project.name(),
        first,
        to == null ? eventTime : to,
        eventTime,
        status(spec, windows, alerts, served),
        within(data, LoopWire.Data::eventTime, from, to),
        within(training, LoopWire.Training::eventTime, from, to),
        within(gates, LoopWire.Gate::eventTime, from, to),
        served,
        LoopMonitoring.performance(metric(spec, windows), windows),
        LoopMonitoring.drift(windows),
        within(alerts, Alert::raisedAt, from, to).stream()
            .map(alert -> LoopMonitoring.alert(alert, caused(edges, alert.ref())))
            .toList(),
        decisions.stream().map(LoopPage::trigger).toList(),
        edges);
  }

  /** What is watched; else what the windows say is looked at; else what decides between trials. */
  private static String metric(ProjectSpec spec, List<Window> windows) {
    var watch = spec.watch().performance();
    if (watch != null) {
      return watch.metric();
    }
    String seen = windows.isEmpty() ? null : windows.getLast().served().metric();
    if (seen != null) {
      return seen;
    }
    return switch (spec.model().metric()) {
      case "logloss", "mlogloss" -> "log_loss";
      case "merror" -> "accuracy";
      case String other -> other;
    };
  }

  private Instant eventTime(Project project, String deployment) {
    Instant applied = project.eventTime() == null ? project.appliedAt() : project.eventTime();
    return serving
        .predictions()
        .watermark(deployment)
        .filter(seen -> applied == null || seen.isAfter(applied))
        .orElse(applied);
  }

  private static Instant first(List<LoopWire.Data> data, Instant otherwise) {
    return data.stream()
        .map(LoopWire.Data::from)
        .filter(java.util.Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(otherwise);
  }

  private static <T> List<T> within(
      List<T> marks,
      java.util.function.Function<T, Instant> time,
      @Nullable Instant from,
      @Nullable Instant to) {
    return marks.stream()
        .filter(mark -> from == null || !time.apply(mark).isBefore(from))
        .filter(mark -> to == null || time.apply(mark).isBefore(to))
        .toList();
  }

  // --- lanes -----------------------------------------------------------------------------------

  private List<LoopWire.Data> data(ProjectSpec spec) {
    List<LoopWire.Data> marks = new ArrayList<>();
    for (ProjectSpec.Source source : spec.data()) {
      String token = null;
      do {
        var page = datasets.list(source.name(), 500, token);
        page.items().forEach(version -> marks.add(data(version)));
        token = page.nextToken();
      } while (token != null);
    }
    marks.sort(Comparator.comparing(LoopWire.Data::eventTime));
    return marks;
  }

  private static LoopWire.Data data(DatasetVersion version) {
    Instant end = version.to() == null ? version.recordedAt() : version.to();
    List<String> failures =
        version.failures().stream().map(DatasetVersion.Failure::message).toList();
    String summary =
        failures.isEmpty()
            ? version.id() + ": " + version.rows() + " rows"
            : version.id() + " was refused: " + failures.getFirst();
    return new LoopWire.Data(
        version.ref().toString(),
        version.dataset(),
        version.label(),
        version.revision(),
        version.status().name().toLowerCase(Locale.ROOT),
        end,
        version.from(),
        version.to(),
        version.rows(),
        summary,
        failures);
  }

  private List<LoopWire.Training> training(Project project) {
    RunSearch all = new RunSearch(project.name(), null, MOST_TURNS, null);
    List<LoopWire.Training> marks = new ArrayList<>();
    for (PipelineRun run : pipelines.search(all).items()) {
      long searches =
          run.spec().tasks().stream().filter(task -> task.name().startsWith("search-")).count();
      long single =
          run.spec().tasks().stream().filter(task -> SINGLE.contains(task.stepType())).count();
      int trials = project.spec().model().search().trials();
      Instant eventTime = run.eventTime() == null ? run.submittedAt() : run.eventTime();
      marks.add(
          new LoopWire.Training(
              Ref.of(Ref.Kind.PIPELINE_RUN, run.id().value()).toString(),
              eventTime,
              run.startedAt(),
              run.endedAt(),
              run.state().name(),
              run.reason(),
              run.causes().stream().map(Ref::toString).toList(),
              searches * (trials + 1) + single,
              searches * trials,
              run.reason()));
    }
    marks.sort(Comparator.comparing(LoopWire.Training::eventTime));
    return marks;
  }

  private List<LoopWire.Gate> gates(ProjectSpec spec) {
    return delivery.gates().verdicts(spec.name(), null).stream()
        .map(LoopPage::gate)
        .sorted(Comparator.comparing(LoopWire.Gate::eventTime))
        .toList();
  }

  private static LoopWire.Gate gate(Verdict verdict) {
    Verdict.CheckResult shown =
        verdict.checks().stream()
            .filter(result -> result.check().kind() == Check.Kind.BEATS_CHAMPION)
            .findFirst()
            .or(() ->
                verdict.checks().stream()
                    .filter(result -> result.check().kind().compares())
                    .findFirst())
            .orElse(verdict.checks().getFirst());
    Check check = shown.check();
    boolean compared = check.kind().compares();
    Integer champion = verdict.champion();
    return new LoopWire.Gate(
        verdict.ref().toString(),
        verdict.gate(),
        verdict.outcome().name(),
        verdict.eventTime(),
        verdict.candidate().toString(),
        champion == null ? null : version(verdict.model(), champion),
        check.metric(),
        Metrics.lowerIsBetter(check.metric()),
        switch (check.kind()) {
          case AT_LEAST -> "at_least";
          case AT_MOST -> "at_most";
          case BEATS_CHAMPION -> "beats";
          case BEATS_BASELINE -> "beats_baseline";
        },
        compared ? shown.difference() : shown.candidate(),
        shown.low(),
        shown.high(),
        check.level(),
        check.kind() == Check.Kind.AT_LEAST ? check.bound() : null,
        check.kind() == Check.Kind.AT_MOST ? check.bound() : null,
        verdict.rows(),
        verdict.summary());
  }

  private static String version(String model, int version) {
    return Ref.of(Ref.Kind.MODEL_VERSION, model + "/" + version).toString();
  }

  private List<LoopWire.Served> served(String deployment) {
    if (serving.deployments().find(deployment).isEmpty()) {
      return List.of();
    }
    List<Swap> swaps = new ArrayList<>(serving.deployments().history(deployment));
    swaps.sort(Comparator.comparing(LoopPage::at));
    List<LoopWire.Served> bands = new ArrayList<>();
    for (int i = 0; i < swaps.size(); i++) {
      Swap swap = swaps.get(i);
      bands.add(
          new LoopWire.Served(
              version(swap.model(), swap.version()),
              swap.model(),
              swap.version(),
              at(swap),
              i + 1 < swaps.size() ? at(swaps.get(i + 1)) : null));
    }
    return bands;
  }

  private static Instant at(Swap swap) {
    Instant eventTime = swap.eventTime();
    return eventTime == null ? swap.recordedAt() : eventTime;
  }

  static LoopWire.TriggerMark trigger(TriggerDecision decision) {
    Ref started = decision.pipelineRun();
    return new LoopWire.TriggerMark(
        decision.ref().toString(),
        decision.project(),
        decision.eventTime(),
        decision.recordedAt(),
        decision.decision().name(),
        decision.why(),
        decision.causes().stream().map(Ref::toString).toList(),
        started == null ? null : started.toString(),
        decision.actor());
  }

  /** The lineage among what is shown, so that a mark can light its whole thread. */
  private List<LoopWire.Edge> edges(Set<Ref> shown) {
    Set<LoopWire.Edge> edges = new LinkedHashSet<>();
    for (Ref ref : shown) {
      for (LineageEdge edge : lineage.into(ref)) {
        edges.add(wire(edge));
      }
      for (LineageEdge edge : lineage.outOf(ref)) {
        edges.add(wire(edge));
      }
    }
    return List.copyOf(edges);
  }

  private static LoopWire.Edge wire(LineageEdge edge) {
    return new LoopWire.Edge(edge.from().toString(), edge.relation(), edge.to().toString());
  }

  private static List<String> caused(List<LoopWire.Edge> edges, Ref alert) {
    return edges.stream()
        .filter(edge -> edge.from().equals(alert.toString()))
        .map(LoopWire.Edge::to)
        .toList();
  }

  // --- the header ------------------------------------------------------------------------------

  private LoopWire.Status status(
      ProjectSpec spec, List<Window> windows, List<Alert> alerts, List<LoopWire.Served> served) {
    Optional<Deployment> deployment = serving.deployments().find(spec.deploy().name());
    Integer version = deployment.map(Deployment::version).orElse(null);
    LoopWire.Champion champion =
        version == null
            ? null
            : new LoopWire.Champion(
                spec.name(),
                version,
                version(spec.name(), version),
                served.isEmpty() ? null : served.getLast().from());
    Window latest = windows.isEmpty() ? null : windows.getLast();
    Optional<DeploymentMetrics> figures =
        serving.metrics().stream()
            .filter(metrics -> metrics.deployment().equals(spec.deploy().name()))
            .findFirst();
    List<String> drifting =
        latest == null
            ? List.of()
            : latest.features().stream()
                .filter(ColumnDrift::drifted)
                .map(ColumnDrift::column)
                .toList();
    return new LoopWire.Status(
        champion,
        deployment.map(Deployment::name).orElse(null),
        version == null ? "waiting for a first champion" : "in production",
        next(spec),
        latest == null ? null : performance(metric(spec, windows), latest),
        new LoopWire.StatusDrift(
            drifting.size(), latest == null ? 0 : latest.features().size(), drifting),
        figures
            .filter(metrics -> metrics.requests() > 0)
            .map(metrics -> metrics.p99().toNanos() / 1e6)
            .orElse(null),
        serving.predictions().count(spec.deploy().name()),
        alerts.stream().filter(alert -> alert.state() == Alert.State.OPEN).count());
  }

  private static LoopWire.StatusPerformance performance(String metric, Window latest) {
    Performance watched = latest.watched() == null ? latest.served() : latest.watched();
    boolean auc = metric.equals("auc");
    Integer version = watched.version();
    return new LoopWire.StatusPerformance(
        metric,
        Metrics.lowerIsBetter(metric),
        watched.metrics().get(metric),
        watched.sincePromotion(),
        version == null ? null : "v" + version,
        auc ? watched.aucLow() : null,
        auc ? watched.aucHigh() : null);
  }

  private String next(ProjectSpec spec) {
    List<DatasetVersion> current = datasets.current(spec.primary().name());
    if (current.isEmpty()) {
      return "the first version of " + spec.primary().name();
    }
    return spec.primary().name() + " after " + current.getLast().label();
  }
}
