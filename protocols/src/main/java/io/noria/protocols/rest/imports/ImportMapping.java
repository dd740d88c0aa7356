package io.noria.protocols.rest.imports;

import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.RegistryImports;
import io.noria.registry.Stage;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.Restored;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.curve.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the lines of a batch to the areas' records. Pure. */
final class ImportMapping {
  private ImportMapping() {}

  static Restored.OfExperiment experiment(ImportLine.ExperimentWire wire) {
    String name = required("experiment.name", wire.name());
    return new Restored.OfExperiment(
        wire.id() == null ? name : wire.id(),
        name,
        required("experiment.created_at", wire.createdAt()),
        required("experiment.updated_at", wire.updatedAt()),
        lifecycle(wire.deleted()),
        pairs("experiment.tags", wire.tags()));
  }

  /** The run; inputs that cannot be here are noted and left out. */
  static Restored.OfRun run(ImportLine.RunWire wire, List<String> notes) {
    String status = required("run.status", wire.status());
    List<DatasetInput> inputs = new ArrayList<>();
    for (ImportLine.InputWire input : orNone(wire.inputs())) {
      try {
        inputs.add(input(input));
      } catch (NoriaException e) {
        notes.add("an input is left out: " + e.getMessage());
      }
    }
    return new Restored.OfRun(
        new RunId(required("run.id", wire.id())),
        required("run.experiment", wire.experiment()),
        text(wire.name()),
        text(wire.user()),
        one("run.status", RunStatus.values(), status),
        required("run.started_at", wire.startedAt()),
        wire.endedAt(),
        lifecycle(wire.deleted()),
        pairs("run.params", wire.params()),
        pairs("run.tags", wire.tags()),
        inputs,
        orNone(wire.modelInputs()).stream().map(LoggedModelId::new).toList(),
        orNone(wire.outputs()).stream()
            .map(output ->
                new ModelOutput(
                    new LoggedModelId(required("run.outputs.model", output.model())),
                    output.step() == null ? 0 : output.step()))
            .toList(),
        wire.artifacts());
  }

  private static DatasetInput input(ImportLine.InputWire wire) {
    return new DatasetInput(
        required("input.name", wire.name()),
        required("input.digest", wire.digest()),
        text(wire.sourceType()),
        text(wire.source()),
        wire.schema(),
        wire.profile(),
        pairs("input.tags", wire.tags()),
        null);
  }

  static Restored.OfPoints points(ImportLine.PointsWire wire) {
    long[] steps = required("points.steps", wire.steps());
    long[] times = required("points.at_ms", wire.atMs());
    double[] values = required("points.values", wire.values());
    if (steps.length != times.length || steps.length != values.length) {
      throw NoriaException.invalid(
          "points: "
              + steps.length
              + " steps, "
              + times.length
              + " times and "
              + values.length
              + " values (expected: as many of each)");
    }
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = MetricBits.of(values[i]);
    }
    return new Restored.OfPoints(
        new RunId(required("points.run", wire.run())),
        required("points.key", wire.key()),
        Points.ofAny(steps, times, bits, bits.length));
  }

  static Restored.OfModelPoint modelPoint(ImportLine.ModelPointWire wire) {
    return new Restored.OfModelPoint(
        new RunId(required("model_point.run", wire.run())),
        new ModelPoint(
            new LoggedModelId(required("model_point.model", wire.model())),
            new Metric(
                required("model_point.key", wire.key()),
                required("model_point.value", wire.value()),
                Instant.ofEpochMilli(required("model_point.at_ms", wire.atMs())),
                wire.step() == null ? 0 : wire.step()),
            wire.dataset(),
            wire.digest()));
  }

  static Restored.OfLoggedModel loggedModel(ImportLine.LoggedModelWire wire) {
    String run = wire.run();
    return new Restored.OfLoggedModel(
        new LoggedModelId(required("logged_model.id", wire.id())),
        required("logged_model.experiment", wire.experiment()),
        text(wire.name()),
        run == null ? null : new RunId(run),
        text(wire.type()),
        one(
            "logged_model.status",
            LoggedModel.Status.values(),
            required("logged_model.status", wire.status())),
        required("logged_model.created_at", wire.createdAt()),
        required("logged_model.updated_at", wire.updatedAt()),
        lifecycle(wire.deleted()),
        pairs("logged_model.params", wire.params()),
        pairs("logged_model.tags", wire.tags()));
  }

  static RegistryImports.Restored model(ImportLine.ModelWire wire) {
    return new RegistryImports.Restored.OfModel(
        required("model.name", wire.name()),
        text(wire.description()),
        wire.lastVersion() == null ? 0 : wire.lastVersion(),
        required("model.created_at", wire.createdAt()),
        required("model.updated_at", wire.updatedAt()),
        pairs("model.tags", wire.tags()));
  }

  static RegistryImports.Restored version(ImportLine.VersionWire wire) {
    String run = wire.run();
    String logged = wire.loggedModel();
    return new RegistryImports.Restored.OfVersion(
        id("version", wire.model(), wire.version()),
        Stage.parse(required("version.stage", wire.stage())),
        text(wire.source()),
        run == null || run.isEmpty() ? null : new RunId(run),
        logged == null || logged.isEmpty() ? null : new LoggedModelId(logged),
        text(wire.user()),
        text(wire.description()),
        pairs("version.tags", wire.tags()),
        required("version.created_at", wire.createdAt()),
        required("version.updated_at", wire.updatedAt()));
  }

  static RegistryImports.Restored alias(ImportLine.AliasWire wire) {
    return new RegistryImports.Restored.OfAlias(
        required("alias.alias", wire.alias()), id("alias", wire.model(), wire.version()));
  }

  private static ModelVersionId id(String what, @Nullable String model, @Nullable Integer version) {
    return new ModelVersionId(
        required(what + ".model", model),
        Names.version(Integer.toString(required(what + ".version", version))));
  }

  private static Lifecycle lifecycle(@Nullable Boolean deleted) {
    return Boolean.TRUE.equals(deleted) ? Lifecycle.DELETED : Lifecycle.ACTIVE;
  }

  private static <E extends Enum<E>> E one(String what, E[] all, String name) {
    for (E one : all) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw NoriaException.invalid(
        what + ": '" + Limits.shown(name) + "' (expected: one of " + List.of(all) + ")");
  }

  private static Map<String, String> pairs(String what, @Nullable Map<String, String> pairs) {
    if (pairs == null) {
      return Map.of();
    }
    pairs.forEach((key, value) -> required(what + "." + Limits.shown(key), value));
    return pairs;
  }

  static <T> T required(String what, @Nullable T value) {
    if (value == null) {
      throw NoriaException.invalid(what + ": missing (expected: a value)");
    }
    return value;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
