package io.noria.serving;

import io.noria.base.IdSource;
import io.noria.engine.Engine;
import io.noria.registry.Registry;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.bundle.OperatorTrust;
import io.noria.serving.bundle.PythonModels;
import io.noria.serving.deployment.DeploymentService;
import io.noria.serving.deployment.PredictionIds;
import io.noria.serving.explain.ExplanationService;
import io.noria.serving.label.LabelService;
import io.noria.serving.log.PredictionLogService;
import io.noria.serving.python.PythonEnvironments;
import io.noria.serving.python.PythonRuntime;
import io.noria.serving.scorer.Workers;
import io.noria.serving.sql.SqlLabelStore;
import io.noria.serving.sql.SqlSamplingStore;
import io.noria.serving.sql.SqlSegmentStore;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.tracking.Tracking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serving, put together. */
final class ServingService implements Serving {
  private static final Logger LOG = LoggerFactory.getLogger(ServingService.class);

  private final PredictionLogService log;
  private final Workers workers;
  private final OperatorTrust runnable;
  private final PythonModels python;
  private final BundleLoader bundles;
  private final ExplanationService explanations;
  private final DeploymentService deployments;
  private final LabelService labels;
  private final Duration keep;
  private final @Nullable Thread tidying;

  ServingService(
      ServingConfig config,
      Database database,
      ObjectStore objects,
      Engine engine,
      Tracking tracking,
      Registry registry,
      InstantSource clock,
      IdSource ids) {
    this.log =
        PredictionLogService.open(
            config,
            new SqlSegmentStore(database),
            new SqlSamplingStore(database),
            objects,
            engine,
            clock,
            ids);
    this.workers = new Workers(config.workers(), config.workerLimits());
    this.runnable = new OperatorTrust(config.sentIn(), registry, tracking.artifacts());
    PythonRuntime runtime = new PythonRuntime(config.python().workers(), new Random());
    this.python =
        new PythonModels(
            config.python().models(),
            config.python().interpreter(),
            runnable,
            objects,
            runtime,
            new PythonEnvironments(
                config.python().environments(),
                PythonEnvironments.Settings.usual(),
                clock,
                runtime::uses),
            config.models().python(),
            clock);
    this.bundles =
        new BundleLoader(
            registry,
            tracking,
            objects,
            engine,
            new BundleLoader.Runtimes(workers, python, config.models()));
    this.explanations =
        new ExplanationService(registry, tracking.artifacts(), objects, engine, bundles);
    this.deployments =
        new DeploymentService(
            database,
            registry,
            bundles,
            log.writer(),
            new PredictionIds(ids),
            clock,
            new DeploymentService.Loading(config.answers(), config.models().patience()));
    this.keep = config.python().keep();
    this.tidying =
        config.answers() ? Thread.ofVirtual().name("noria-tidy").start(this::tidy) : null;
    this.labels = new LabelService(new SqlLabelStore(database), log, deployments::answering);
  }

  @Override
  public Deployments deployments() {
    return deployments;
  }

  @Override
  public Inference infer(String deployment) {
    return deployments.infer(deployment, (String) null);
  }

  @Override
  public Inference infer(String deployment, @Nullable String subject) {
    return deployments.infer(deployment, subject);
  }

  @Override
  public Traffic traffic() {
    return deployments.traffic();
  }

  @Override
  public Terms terms() {
    return deployments.terms();
  }

  @Override
  public Canaries canaries() {
    return deployments.canaries();
  }

  @Override
  public TensorAnswer infer(String deployment, TensorRequest request) {
    return deployments.infer(deployment, request);
  }

  @Override
  public ServedModel served(String deployment, @Nullable Integer version) {
    return deployments.served(deployment, version);
  }

  @Override
  public ServedModel served(
      String deployment, @Nullable Integer version, @Nullable String subject) {
    return deployments.chosen(deployment, version, subject);
  }

  @Override
  public Inference recording(String deployment, @Nullable Integer version) {
    return deployments.recording(deployment, version);
  }

  @Override
  public PredictionLog predictions() {
    return log;
  }

  @Override
  public Labels labels() {
    return labels;
  }

  @Override
  public Models models() {
    return bundles;
  }

  @Override
  public RunnableFiles runnable() {
    return runnable;
  }

  @Override
  public Explanations explanations() {
    return explanations;
  }

  @Override
  public List<DeploymentMetrics> metrics() {
    return deployments.metrics();
  }

  @Override
  public List<AnswerSeries> series() {
    return deployments.series();
  }

  @Override
  public List<UnderWay> underWay() {
    return deployments.underWay();
  }

  @Override
  public List<VersionFigures> versions(String deployment) {
    return deployments.versions(deployment);
  }

  @Override
  public List<VersionLoad> load(String deployment) {
    return deployments.load(deployment);
  }

  @Override
  public Map<String, Readiness> readiness() {
    return deployments.readiness();
  }

  @Override
  public Readiness readiness(String deployment) {
    return deployments.readiness(deployment);
  }

  /** At the start and then twice a day: what runs must count as used before others remove it. */
  private void tidy() {
    try {
      while (true) {
        removeUnused();
        Thread.sleep(Duration.ofHours(12));
      }
    } catch (InterruptedException e) {
      // The server stops.
    }
  }

  @Override
  public int removeUnused() {
    try {
      return python.removeUnused(keep);
    } catch (RuntimeException e) {
      LOG.warn("event=leftovers_not_removed error=\"{}\"", e.toString());
      return 0;
    }
  }

  @Override
  public ModelMemory memory() {
    return bundles.memory();
  }

  @Override
  public void check() {
    log.check();
  }

  @Override
  public void close() {
    if (tidying != null) {
      tidying.interrupt();
    }
    deployments.close();
    bundles.close();
    workers.close();
    python.close();
    log.close();
  }
}
