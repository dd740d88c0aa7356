package io.noria.project;

import io.noria.delivery.Check;
import io.noria.delivery.Gate;
import io.noria.delivery.GateBook;
import io.noria.delivery.TriggerPolicy;
import io.noria.delivery.Triggers;
import io.noria.monitoring.Monitoring;
import io.noria.monitoring.WatchSpec;
import io.noria.project.Change.Action;
import io.noria.project.ProjectSpec.Deploy;
import io.noria.project.ProjectSpec.Watch;
import io.noria.project.yaml.YamlDiff;
import io.noria.registry.Registry;
import io.noria.serving.BatchSchedule;
import io.noria.serving.BatchSchedules;
import io.noria.serving.Deployment;
import io.noria.serving.Deployments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what a folder says with what the server has, and makes the server so. */
final class Planner {
  private final Registry registry;
  private final GateBook gates;
  private final Triggers triggers;
  private final Deployments deployments;
  private final Monitoring monitoring;
  private final BatchSchedules batches;

  Planner(ProjectAreas areas) {
    this.registry = areas.registry();
    this.gates = areas.delivery().gates();
    this.triggers = areas.delivery().triggers();
    this.deployments = areas.serving().deployments();
    this.monitoring = areas.monitoring();
    this.batches = areas.batches();
  }

  /** What applying would change, data aside. */
  List<Change> compare(ProjectFolder folder, Optional<Project> before) {
    ProjectSpec spec = folder.spec();
    var changes = new ArrayList<Change>();
    changes.add(file(folder, before));
    boolean model = registry.models().find(spec.name()).isPresent();
    changes.add(
        new Change(
            model ? Action.NOTHING : Action.CREATE,
            "model " + spec.name(),
            model ? "is there" : "is registered, without versions yet"));
    changes.addAll(gateChanges(spec));
    changes.add(deployment(spec));
    changes.add(watch(spec));
    changes.add(trigger(spec));
    changes.addAll(batchChanges(spec, folder.folder()));
    return changes;
  }

  private static Change file(ProjectFolder folder, Optional<Project> before) {
    String what = "project " + folder.spec().name();
    if (before.isEmpty()) {
      return new Change(Action.CREATE, what, "is stored with its SQL and expectations");
    }
    Project old = before.get();
    if (old.digest().equals(folder.digest()) && old.folder().equals(folder.folder())) {
      return new Change(Action.NOTHING, what, "says what it said");
    }
    var differences = new ArrayList<>(YamlDiff.of(old.yaml(), folder.yaml()));
    folder
        .texts()
        .forEach((path, text) -> {
          String former = old.texts().get(path);
          if (former == null) {
            differences.add(path + " is new");
          } else if (!text.equals(former)) {
            differences.add(path + " has another content");
          }
        });
    old.texts().keySet().stream()
        .filter(path -> !folder.texts().containsKey(path))
        .sorted()
        .forEach(path -> differences.add(path + " is gone"));
    if (!old.folder().equals(folder.folder())) {
      differences.add("the folder is " + folder.folder() + " instead of " + old.folder());
    }
    return new Change(
        Action.CHANGE,
        what,
        differences.isEmpty() ? "only comments and layout differ" : String.join("; ", differences));
  }

  private List<Change> gateChanges(ProjectSpec spec) {
    var changes = new ArrayList<Change>();
    Map<String, Gate> bound = new LinkedHashMap<>();
    gates.gates(spec.name()).forEach(gate -> bound.put(gate.name(), gate));
    for (Gate gate : wanted(spec)) {
      Gate old = bound.remove(gate.name());
      Action action =
          old == null ? Action.CREATE : old.equals(gate) ? Action.NOTHING : Action.CHANGE;
      String guards = gate.bindsStage() ? "stage " : "alias ";
      changes.add(
          new Change(
              action,
              "gate " + gate.name(),
              "guards the " + guards + gate.name() + ": " + words(gate)));
    }
    bound
        .keySet()
        .forEach(name ->
            changes.add(new Change(Action.DELETE, "gate " + name, "is no longer in the file")));
    return changes;
  }

  private static String words(Gate gate) {
    return String.join(
        " and ",
        gate.checks().stream()
            .map(check ->
                switch (check.kind()) {
                  case AT_LEAST -> check.metric() + " at least " + check.bound();
                  case AT_MOST -> check.metric() + " at most " + check.bound();
                  case BEATS_CHAMPION -> beats(check, "champion");
                  case BEATS_BASELINE -> beats(check, "baseline");
                })
            .toList());
  }

  private static String beats(Check check, String whose) {
    return "%s beats the %s's, resampled by %s, at level %s"
        .formatted(check.metric(), whose, check.resample(), check.level());
  }

  private static List<Gate> wanted(ProjectSpec spec) {
    var wanted = new ArrayList<Gate>();
    spec.gates().forEach((name, checks) -> wanted.add(new Gate(spec.name(), name, checks, null)));
    return wanted;
  }

  private Change deployment(ProjectSpec spec) {
    Deploy deploy = spec.deploy();
    String what = "deployment " + deploy.name();
    String summary = "answers with " + deploy.follow().value() + " of model " + spec.name();
    Optional<Deployment> there = deployments.find(deploy.name());
    if (there.isEmpty()) {
      return new Change(Action.CREATE, what, summary);
    }
    boolean same =
        there.get().model().equals(spec.name()) && there.get().follow().equals(deploy.follow());
    return new Change(same ? Action.NOTHING : Action.CHANGE, what, summary);
  }

  private Change watch(ProjectSpec spec) {
    WatchSpec wanted = watchSpec(spec);
    String what = "watch on " + spec.deploy().name();
    String summary = "scores windows of " + spec.watch().every();
    Optional<WatchSpec> there = monitoring.spec(spec.deploy().name());
    return there
        .map(old -> new Change(old.equals(wanted) ? Action.NOTHING : Action.CHANGE, what, summary))
        .orElse(new Change(Action.CREATE, what, summary));
  }

  private Change trigger(ProjectSpec spec) {
    TriggerPolicy wanted = policy(spec);
    var causes = new ArrayList<String>();
    if (wanted.onNewData()) {
      causes.add("new data of " + String.join(", ", wanted.datasets().stream().sorted().toList()));
    }
    if (wanted.onAlert()) {
      causes.add("alerts");
    }
    String summary =
        (causes.isEmpty() ? "only by hand" : "on " + String.join(" and ", causes))
            + ", "
            + spec.retrain().coolDown()
            + " apart at least";
    return triggers
        .policy(spec.name())
        .map(old ->
            new Change(old.equals(wanted) ? Action.NOTHING : Action.CHANGE, "retraining", summary))
        .orElse(new Change(Action.CREATE, "retraining", summary));
  }

  private static WatchSpec watchSpec(ProjectSpec spec) {
    Watch watch = spec.watch();
    return new WatchSpec(
        spec.deploy().name(),
        watch.every().length(),
        spec.target().arrives().delay().length(),
        watch.features(),
        watch.prediction(),
        watch.performance(),
        watch.performance() != null);
  }

  private static TriggerPolicy policy(ProjectSpec spec) {
    return new TriggerPolicy(
        spec.name(),
        spec.deploy().name(),
        Set.of(spec.primary().name()),
        spec.retrain().onAlert(),
        spec.retrain().onNewData(),
        spec.retrain().coolDown().length());
  }

  private List<Change> batchChanges(ProjectSpec spec, Path folder) {
    var changes = new ArrayList<Change>();
    Map<String, BatchSchedule> there = new java.util.TreeMap<>(batches.of(spec.name()));
    List<BatchSchedule> all = schedules(spec, folder);
    batches.allow(all);
    for (BatchSchedule wanted : all) {
      BatchSchedule old = there.remove(wanted.name());
      changes.add(
          new Change(
              old == null ? Action.CREATE : old.equals(wanted) ? Action.NOTHING : Action.CHANGE,
              "batch " + wanted.name(),
              "%s (%s): %s predicts %s into %s"
                  .formatted(
                      wanted.cron(),
                      wanted.zone(),
                      wanted.request().model(),
                      wanted.request().in(),
                      wanted.request().out())));
    }
    there
        .keySet()
        .forEach(name ->
            changes.add(new Change(Action.DELETE, "batch " + name, "is no longer in the file")));
    return changes;
  }

  /** With the places of the project's folder said in full. */
  private static List<BatchSchedule> schedules(ProjectSpec spec, Path folder) {
    return spec.batches().stream()
        .map(each ->
            new BatchSchedule(
                each.name(),
                each.request()
                    .between(
                        place(each.request().in(), folder), place(each.request().out(), folder)),
                each.cron(),
                each.zone(),
                each.missed()))
        .toList();
  }

  private static String place(String text, Path folder) {
    return text.startsWith("/") || text.matches("[a-z0-9]+:.*") ? text : folder + "/" + text;
  }

  /** Makes the server as the project says, data aside. */
  void apply(ProjectSpec spec, Path folder) {
    batches.bind(spec.name(), schedules(spec, folder));
    registry.models().ensure(spec.name());
    gates.bind(spec.name(), wanted(spec));
    triggers.policy(policy(spec));
    deployments.deploy(spec.deploy().name(), spec.name(), spec.deploy().follow());
    monitoring.watch(watchSpec(spec));
  }
}
