package io.noria.protocols.mlflow.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of the calls that MLflow's own pages make. */
public final class Browser {
  private Browser() {}

  /** search-datasets. */
  public record SearchDatasets(@Nullable List<String> experimentIds) {}

  /** A dataset that runs of an experiment read. */
  public record Dataset(
      String experimentId, String name, String digest, @Nullable String context) {}

  /** Answer of search-datasets. */
  public record Datasets(@Nullable List<Dataset> datasetSummaries) {}

  /** Whether pages may report what their user does. */
  public record Telemetry(
      boolean disableUiTelemetry, List<String> disableUiEvents, int uiRolloutPercentage) {}
}
