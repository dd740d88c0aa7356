package io.noria.protocols.rest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.storage.imports.ImportLedger;
import io.noria.tracking.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of a batch: exactly one of its fields is there. */
record ImportLine(
    @Nullable ExperimentWire experiment,
    @Nullable RunWire run,
    @Nullable PointsWire points,
    @Nullable ModelPointWire modelPoint,
    @Nullable LoggedModelWire loggedModel,
    @Nullable ModelWire model,
    @Nullable VersionWire version,
    @Nullable AliasWire alias,
    @Nullable TraceWire trace,
    @Nullable WholeWire whole) {
  /**
   * What it is, for messages.
   *
   * @param number the line's number, where it says no better
   */
  ImportLedger.Name name(int number) {
    if (experiment != null) {
      return named("experiment", experiment.name(), number);
    }
    if (run != null) {
      return named("run", run.id(), number);
    }
    if (points != null) {
      return named("points", points.run() + "/" + points.key(), number);
    }
    if (modelPoint != null) {
      return named("model_point", modelPoint.model(), number);
    }
    if (loggedModel != null) {
      return named("logged_model", loggedModel.id(), number);
    }
    if (model != null) {
      return named("model", model.name(), number);
    }
    if (version != null) {
      return named("version", version.model() + "/" + version.version(), number);
    }
    if (alias != null) {
      return named("alias", alias.model() + "@" + alias.alias(), number);
    }
    return trace != null
        ? named("trace", trace.id(), number)
        : named("line", Integer.toString(number), number);
  }

  private static ImportLedger.Name named(String kind, @Nullable String id, int number) {
    return new ImportLedger.Name(kind, id == null ? "line " + number : Limits.shown(id));
  }

  record ExperimentWire(
      @Nullable String id,
      @Nullable String name,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt,
      @Nullable Boolean deleted,
      @Nullable Map<String, String> tags) {}

  record RunWire(
      @Nullable String id,
      @Nullable String experiment,
      @Nullable String name,
      @Nullable String user,
      @Nullable String status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Boolean deleted,
      @Nullable Map<String, String> params,
      @Nullable Map<String, String> tags,
      @Nullable List<InputWire> inputs,
      @Nullable List<String> modelInputs,
      @Nullable List<OutputWire> outputs,
      @Nullable String artifacts) {}

  record InputWire(
      @Nullable String name,
      @Nullable String digest,
      @Nullable String sourceType,
      @Nullable String source,
      @Nullable String schema,
      @Nullable String profile,
      @Nullable Map<String, String> tags) {}

  record OutputWire(@Nullable String model, @Nullable Long step) {}

  @SuppressWarnings("ArrayRecordComponent") // Read once.
  record PointsWire(
      @Nullable String run,
      @Nullable String key,
      long @Nullable [] steps,
      long @Nullable [] atMs,
      double @Nullable [] values) {}

  record ModelPointWire(
      @Nullable String model,
      @Nullable String run,
      @Nullable String key,
      @Nullable Long step,
      @Nullable Long atMs,
      @Nullable Double value,
      @Nullable String dataset,
      @Nullable String digest) {}

  record LoggedModelWire(
      @Nullable String id,
      @Nullable String experiment,
      @Nullable String name,
      @Nullable String run,
      @Nullable String type,
      @Nullable String status,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt,
      @Nullable Boolean deleted,
      @Nullable Map<String, String> params,
      @Nullable Map<String, String> tags) {}

  record ModelWire(
      @Nullable String name,
      @Nullable String description,
      @Nullable Integer lastVersion,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt,
      @Nullable Map<String, String> tags) {}

  record VersionWire(
      @Nullable String model,
      @Nullable Integer version,
      @Nullable String stage,
      @Nullable String source,
      @Nullable String run,
      @Nullable String loggedModel,
      @Nullable String user,
      @Nullable String description,
      @Nullable Map<String, String> tags,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt) {}

  record AliasWire(@Nullable String model, @Nullable String alias, @Nullable Integer version) {}

  record TraceWire(@Nullable String id, @Nullable String experiment, @Nullable JsonNode trace) {}

  record WholeWire(@Nullable String kind, @Nullable String id, @Nullable String stamp) {}
}
