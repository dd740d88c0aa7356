package io.noria.protocols.rest.loop;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.delivery.Delivery;
import io.noria.delivery.TriggerDecision;
import io.noria.monitoring.Monitoring;
import io.noria.pipelines.Pipelines;
import io.noria.project.Applied;
import io.noria.project.Change;
import io.noria.project.Collected;
import io.noria.project.Plan;
import io.noria.project.Project;
import io.noria.project.ProjectSpec;
import io.noria.project.Projects;
import io.noria.project.Settled;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.serving.Serving;
import io.noria.storage.lineage.Lineage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Projects, what one does with them, and the page of their loop. */
public final class ProjectsApi {
  private static final double MOST_SECONDS = 600;
  private static final double USUAL_SECONDS = 60;

  private final Projects projects;
  private final Serving serving;
  private final Delivery delivery;
  private final LoopPage loop;

  private ProjectsApi(Projects projects, Serving serving, Delivery delivery, LoopPage loop) {
    this.projects = projects;
    this.serving = serving;
    this.delivery = delivery;
    this.loop = loop;
  }

  /** The areas that a loop's page reads. */
  public record Areas(
      Projects projects,
      Datasets datasets,
      Pipelines pipelines,
      Serving serving,
      Monitoring monitoring,
      Delivery delivery,
      Lineage lineage) {}

  /** Adds the routes. */
  public static void add(Routes routes, Areas areas) {
    LoopPage loop =
        new LoopPage(
            areas.datasets(),
            areas.pipelines(),
            areas.serving(),
            areas.monitoring(),
            areas.delivery(),
            areas.lineage());
    ProjectsApi api = new ProjectsApi(areas.projects(), areas.serving(), areas.delivery(), loop);
    routes
        .get("/noria/v1/projects", api::list)
        .post("/noria/v1/projects/plan", api::plan)
        .post("/noria/v1/projects/apply", api::apply)
        .get("/noria/v1/projects/{project}", api::get)
        .get("/noria/v1/projects/{project}/loop", api::loop)
        .post("/noria/v1/projects/{project}/run", api::run)
        .post("/noria/v1/projects/{project}/collect", api::collect)
        .post("/noria/v1/projects/{project}/settle", api::settle)
        .get("/noria/v1/triggers", api::triggers);
  }

  // --- bodies and answers ------------------------------------------------------------------------

  record FolderBody(@Nullable String folder, @Nullable Instant eventTime) {
    Path path() {
      try {
        if (folder != null && !folder.isBlank()) {
          return Path.of(folder);
        }
      } catch (InvalidPathException e) {
        throw NoriaException.invalid("folder: " + folder + " (expected: a folder's path)");
      }
      throw NoriaException.invalid(
          "folder: missing (expected: the path of a folder with noria.yaml)");
    }
  }

  record TurnBody(@Nullable String why, @Nullable Instant eventTime) {}

  record CollectBody(@Nullable Instant eventTime) {}

  record SettleBody(@Nullable Double timeoutSeconds) {}

  record ProjectWire(
      String name,
      @Nullable String question,
      @Nullable String decision,
      @Nullable String owner,
      String model,
      String deployment,
      List<String> datasets,
      String metric,
      @Nullable Instant lastEventTime,
      String folder) {}

  record ChangeWire(String action, String what, String summary) {
    static ChangeWire of(Change change) {
      return new ChangeWire(change.action().wire(), change.what(), change.summary());
    }
  }

  record Changes(String project, List<ChangeWire> changes) {
    static Changes of(String project, List<Change> changes) {
      return new Changes(
          project,
          changes.stream()
              .filter(change -> change.action() != Change.Action.NOTHING)
              .map(ChangeWire::of)
              .toList());
    }

    /** With what the look at the data found. */
    Changes and(List<Change> more) {
      return new Changes(
          project, Stream.concat(changes.stream(), more.stream().map(ChangeWire::of)).toList());
    }
  }

  record CollectedWire(
      List<String> accepted,
      List<String> refused,
      List<String> revoked,
      int unchanged,
      @Nullable String trigger,
      @Nullable String pipelineRun) {}

  record Turned(String trigger, @Nullable String pipelineRun, String decision, String why) {}

  record SettledWire(boolean settled, @Nullable Instant eventTime, long pipelineRunsOpen) {}

  record Items<T>(List<T> items) {}

  // --- handlers ----------------------------------------------------------------------------------

  private void list(Exchange exchange) {
    exchange.send(new Items<>(projects.list().stream().map(this::wire).toList()));
  }

  private void get(Exchange exchange) {
    exchange.send(wire(projects.get(exchange.path("project"))));
  }

  private void plan(Exchange exchange) {
    Plan plan = projects.plan(exchange.json(FolderBody.class).path());
    exchange.send(Changes.of(plan.project(), plan.changes()));
  }

  private void apply(Exchange exchange) {
    FolderBody body = exchange.json(FolderBody.class);
    Applied applied = projects.apply(body.path(), body.eventTime());
    Changes changes = Changes.of(applied.project().name(), applied.changes());
    exchange.send(changes.and(applied.found()));
  }

  private void run(Exchange exchange) {
    TurnBody body = exchange.json(TurnBody.class);
    String why = body.why() == null || body.why().isBlank() ? "asked for by hand" : body.why();
    TriggerDecision decision = projects.run(exchange.path("project"), why, body.eventTime());
    exchange.send(
        new Turned(
            decision.ref().toString(),
            text(decision.pipelineRun()),
            decision.decision().name(),
            decision.why()));
  }

  private void collect(Exchange exchange) {
    CollectBody body = exchange.json(CollectBody.class);
    Collected collected = projects.collect(exchange.path("project"), body.eventTime());
    TriggerDecision decision = collected.decision();
    exchange.send(
        new CollectedWire(
            refs(collected.accepted()),
            refs(collected.refused()),
            refs(collected.revoked()),
            collected.unchanged(),
            decision == null ? null : decision.ref().toString(),
            decision == null ? null : text(decision.pipelineRun())));
  }

  private void settle(Exchange exchange) throws InterruptedException {
    Double asked = exchange.json(SettleBody.class).timeoutSeconds();
    double seconds = asked == null ? USUAL_SECONDS : asked;
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw NoriaException.invalid(
          "timeout_seconds: " + seconds + " (expected: 0 to " + MOST_SECONDS + ")");
    }
    Settled settled =
        projects.settle(exchange.path("project"), Duration.ofMillis((long) (seconds * 1000)));
    exchange.send(new SettledWire(settled.settled(), settled.eventTime(), settled.openRuns()));
  }

  private void loop(Exchange exchange) {
    Project project = projects.get(exchange.path("project"));
    exchange.send(
        loop.of(project, exchange.query().instant("from"), exchange.query().instant("to")));
  }

  private void triggers(Exchange exchange) {
    String project = exchange.query().require("project");
    int limit = exchange.query().number("max_results", 100, 1, 1000);
    projects.get(project);
    exchange.send(
        new Items<>(
            delivery.triggers().decisions(project, limit).stream()
                .map(LoopPage::trigger)
                .toList()));
  }

  // --- translations ------------------------------------------------------------------------------

  private ProjectWire wire(Project project) {
    ProjectSpec spec = project.spec();
    Instant seen = serving.predictions().watermark(spec.deploy().name()).orElse(null);
    Instant applied = project.eventTime();
    boolean later = seen != null && (applied == null || seen.isAfter(applied));
    return new ProjectWire(
        spec.name(),
        emptyToNull(spec.problem().question()),
        emptyToNull(spec.problem().decision()),
        emptyToNull(spec.problem().owner()),
        spec.name(),
        spec.deploy().name(),
        spec.data().stream().map(ProjectSpec.Source::name).toList(),
        spec.model().metric(),
        later ? seen : applied,
        project.folder().toString());
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String text(@Nullable Ref ref) {
    return ref == null ? null : ref.toString();
  }

  private static List<String> refs(List<DatasetVersion> versions) {
    return versions.stream().map(version -> version.ref().toString()).toList();
  }
}
