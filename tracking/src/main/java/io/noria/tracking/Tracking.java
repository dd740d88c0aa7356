package io.noria.tracking;

/**
 * What was tried and what came of it. Thread-safe.
 *
 * @param experiments collections of runs
 * @param runs with their params, tags, metrics, inputs and outputs
 * @param artifacts files of runs and logged models
 * @param loggedModels models as training wrote them
 */
public record Tracking(
    ExperimentStore experiments,
    RunStore runs,
    ArtifactStore artifacts,
    LoggedModelStore loggedModels) {}
