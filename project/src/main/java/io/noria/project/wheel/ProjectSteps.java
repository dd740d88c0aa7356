package io.noria.project.wheel;

import io.noria.datasets.Datasets;
import io.noria.engine.Engine;
import io.noria.pipelines.Step;
import io.noria.registry.Registry;
import java.util.List;

/** The steps of this area, for those who open pipelines. */
public final class ProjectSteps {
  private ProjectSteps() {}

  /** {@code prepare} and {@code register}. */
  public static List<Step> of(Engine engine, Datasets datasets, Registry registry) {
    return List.of(new PrepareStep(engine, datasets), new RegisterStep(registry, datasets));
  }
}
