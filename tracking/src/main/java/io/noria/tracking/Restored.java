package io.noria.tracking;

import io.noria.tracking.curve.Points;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A record of another system that is to be here with its own id and times. */
public sealed interface Restored {
  /**
   * An experiment.
   *
   * @param id its id in the source: kept where it is a number that is free
   * @param lifecycle whether it lies in the bin
   */
  record OfExperiment(
      String id,
      String name,
      Instant createdAt,
      Instant updatedAt,
      Lifecycle lifecycle,
      Map<String, String> tags)
      implements Restored {
    /** Copies. */
    public OfExperiment {
      tags = new TreeMap<>(tags);
    }
  }

  /**
   * A run.
   *
   * @param experiment its experiment's id in the source
   * @param name empty for a generated one
   * @param lifecycle whether it lies in the bin
   * @param outputs models that it logged, which need not be here yet
   * @param artifactUri where its files stay, or null when they are here
   */
  record OfRun(
      RunId id,
      String experiment,
      String name,
      String user,
      RunStatus status,
      Instant startedAt,
      @Nullable Instant endedAt,
      Lifecycle lifecycle,
      Map<String, String> params,
      Map<String, String> tags,
      List<DatasetInput> inputs,
      List<LoggedModelId> modelInputs,
      List<ModelOutput> outputs,
      @Nullable String artifactUri)
      implements Restored {
    /** Copies. */
    public OfRun {
      params = new TreeMap<>(params);
      tags = new TreeMap<>(tags);
      inputs = List.copyOf(inputs);
      modelInputs = List.copyOf(modelInputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** Points of one metric of a run that was brought over. */
  record OfPoints(RunId run, String key, Points points) implements Restored {}

  /**
   * A logged model.
   *
   * @param experiment its experiment's id in the source
   */
  record OfLoggedModel(
      LoggedModelId id,
      String experiment,
      String name,
      @Nullable RunId run,
      String type,
      LoggedModel.Status status,
      Instant createdAt,
      Instant updatedAt,
      Lifecycle lifecycle,
      Map<String, String> params,
      Map<String, String> tags)
      implements Restored {
    /** Copies. */
    public OfLoggedModel {
      params = new TreeMap<>(params);
      tags = new TreeMap<>(tags);
    }
  }

  /** A point that a run measured for a logged model that was brought over. */
  record OfModelPoint(RunId run, ModelPoint point) implements Restored {}
}
