package io.noria.project;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.delivery.TriggerDecision;
import io.noria.delivery.Triggers;
import io.noria.project.Change.Action;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.sql.SqlProjectStore;
import io.noria.storage.gc.ObjectColumn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Projects: reads their folders, makes the server as they say, looks for their data, and turns
 * their wheels. Thread-safe; a project is applied or collected by one caller at a time.
 */
public final class Projects {
  private static final Logger LOG = LoggerFactory.getLogger(Projects.class);

  private final ProjectAreas areas;
  private final SqlProjectStore store;
  private final Collector collector;
  private final Planner planner;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  private Projects(ProjectAreas areas) {
    this.areas = areas;
    this.store = new SqlProjectStore(areas.db());
    this.collector = new Collector(areas.datasets(), store);
    this.planner = new Planner(areas);
  }

  /** On the areas it binds. */
  public static Projects open(ProjectAreas areas) {
    return new Projects(areas);
  }

  /** Which columns name objects, and which do not. */
  public static List<ObjectColumn> objectColumns() {
    return List.of(ObjectColumn.nothing("project", "digest"));
  }

  /**
   * The project.
   *
   * @throws NoriaException NOT_FOUND with the names there are
   */
  public Project get(String name) {
    return find(name)
        .orElseThrow(() ->
            NoriaException.notFound("project " + name + ": unknown (there is: " + names() + ")"));
  }

  private Set<String> names() {
    return store.list().stream().map(Project::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The project, if it was applied. */
  public Optional<Project> find(String name) {
    return store.find(name);
  }

  /** Every project, by name. */
  public List<Project> list() {
    return store.list();
  }

  /**
   * What applying the folder would change. Changes nothing.
   *
   * @throws NoriaException NOT_FOUND when there is no such folder, INVALID_ARGUMENT for what is
   *     wrong in it
   */
  public Plan plan(Path folder) {
    ProjectFolder read = ProjectFolder.read(folder);
    String name = read.spec().name();
    var changes = new ArrayList<>(planner.compare(read, store.find(name)));
    for (Source source : read.spec().data()) {
      changes.addAll(dataChanges(read, source));
    }
    return new Plan(name, changes);
  }

  private List<Change> dataChanges(ProjectFolder read, Source source) {
    List<Collector.Group> groups =
        collector.look(read.spec().name(), read.folder(), read.spec(), read.texts()).stream()
            .filter(group -> group.source().equals(source))
            .toList();
    if (groups.isEmpty()) {
      return List.of(
          new Change(Action.NOTHING, "data " + source.name(), "no file at " + source.path()));
    }
    Set<String> known =
        areas.datasets().current(source.name()).stream()
            .map(DatasetVersion::label)
            .collect(Collectors.toSet());
    return groups.stream().map(group -> dataChange(group, known)).toList();
  }

  private static Change dataChange(Collector.Group group, Set<String> known) {
    String what = "data " + group.source().name() + "@" + group.label();
    String files = String.join(", ", group.files().keySet());
    if (!group.fresh()) {
      return new Change(Action.NOTHING, what, files + " as it was offered");
    }
    boolean there = known.contains(group.label());
    return new Change(
        there ? Action.CHANGE : Action.CREATE, what, files + " is offered as a version");
  }

  /**
   * Makes the server as the folder says and looks for data. Doing it again changes nothing.
   *
   * @param eventTime the moment in the data's world; null for now
   */
  public Applied apply(Path folder, @Nullable Instant eventTime) {
    ProjectFolder read = ProjectFolder.read(folder);
    String name = read.spec().name();
    return locked(
        name,
        () -> {
          Optional<Project> before = store.find(name);
          List<Change> changes = planner.compare(read, before);
          var project =
              new Project(
                  read.spec(),
                  read.folder(),
                  read.yaml(),
                  read.texts(),
                  read.digest(),
                  "",
                  areas.clock().instant(),
                  null);
          if (changes.getFirst().action() != Action.NOTHING) {
            store.put(project);
          }
          planner.apply(read.spec(), read.folder());
          LOG.info("project applied project={} changed={}", name, Change.any(changes));
          Collected collected = collectNow(get(name), moment(eventTime));
          return new Applied(get(name), changes, collected);
        });
  }

  /**
   * Looks for new and changed files and offers them; lets the triggers decide when labelled data
   * was accepted.
   *
   * @param eventTime the moment in the data's world; null for now
   */
  public Collected collect(String name, @Nullable Instant eventTime) {
    Project project = get(name);
    return locked(name, () -> collectNow(project, moment(eventTime)));
  }

  private Collected collectNow(Project project, Instant eventTime) {
    try (Triggers.Batch batch = areas.delivery().triggers().batch(project.name())) {
      Collector.Found found = collector.offer(project);
      store.reached(project.name(), eventTime);
      String labelled = project.spec().primary().name();
      List<DatasetVersion> fresh =
          found.accepted().stream().filter(v -> v.dataset().equals(labelled)).toList();
      TriggerDecision decision =
          fresh.isEmpty()
              ? null
              : batch
                  .arrived(fresh.stream().map(DatasetVersion::ref).toList(), eventTime)
                  .orElse(null);
      LOG.info(
          "project collected project={} accepted={} refused={} revoked={} unchanged={} decision={}",
          project.name(),
          found.accepted().size(),
          found.refused().size(),
          found.revoked().size(),
          found.unchanged(),
          decision == null ? "none" : decision.decision());
      return new Collected(
          found.accepted(), found.refused(), found.revoked(), found.unchanged(), decision);
    }
  }

  /**
   * Turns the wheel because a person asked.
   *
   * @param why in the person's words
   * @param eventTime the moment in the data's world; null for how far it has come, else now
   */
  public TriggerDecision run(String name, String why, @Nullable Instant eventTime) {
    Project project = get(name);
    Instant reached = project.eventTime();
    Instant at = eventTime != null ? eventTime : reached != null ? reached : moment(null);
    return areas.delivery().triggers().turn(name, why, at);
  }

  /**
   * Waits until everything that was set off has ended: events delivered, windows scored, triggers
   * decided, no turn of the project under way.
   */
  public Settled settle(String name, Duration atMost) throws InterruptedException {
    get(name);
    long deadline = System.nanoTime() + atMost.toNanos();
    boolean quiet = false;
    try {
      while (!quiet && left(deadline).isPositive()) {
        long before = areas.outbox().tail();
        areas.outbox().drain(left(deadline));
        boolean scored = areas.monitoring().settle(left(deadline));
        areas.outbox().drain(left(deadline));
        boolean over = areas.pipelines().awaitQueue(Project.queue(name), left(deadline));
        quiet = scored && over && areas.outbox().tail() == before;
      }
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.DEADLINE_EXCEEDED) {
        throw e;
      }
      LOG.info("project not settled project={} why=\"{}\"", name, e.getMessage());
    }
    return new Settled(quiet, get(name).eventTime(), areas.pipelines().open(Project.queue(name)));
  }

  private static Duration left(long deadline) {
    long nanos = deadline - System.nanoTime();
    return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ZERO;
  }

  private Instant moment(@Nullable Instant given) {
    return given == null ? areas.clock().instant() : given;
  }

  private <T> T locked(String name, java.util.function.Supplier<T> work) {
    ReentrantLock lock = locks.computeIfAbsent(name, _ -> new ReentrantLock());
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
