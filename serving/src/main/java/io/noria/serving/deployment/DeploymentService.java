package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.AnswerSeries;
import io.noria.serving.Canaries;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Deployments;
import io.noria.serving.Follow;
import io.noria.serving.Inference;
import io.noria.serving.Readiness;
import io.noria.serving.ServedModel;
import io.noria.serving.Swap;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.Terms;
import io.noria.serving.Traffic;
import io.noria.serving.UnderWay;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionLoad;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.log.LogWriter;
import io.noria.serving.sql.SqlDeploymentStore;
import io.noria.serving.sql.SqlVariantStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps deployments on the versions that their references name. A new version is loaded and tried
 * off to the side, the swap is recorded in one transaction, and only then do requests get it.
 */
public final class DeploymentService implements Deployments, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentService.class);

  private static final int LONGEST_FOLLOWING_SECONDS = 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Database database;
  private final SqlDeploymentStore store;
  private final Registry registry;
  private final InferenceCall.Ledger ledger;
  private final InstantSource clock;
  private final ConcurrentMap<String, LiveDeployment> live = new ConcurrentHashMap<>();
  private final TrafficService traffic;
  private final CanaryService canaries;
  private final TermsService terms;
  private final Resolving resolving;
  private final Questions questions;
  private final Openings openings;

  /** Opens the deployments that are recorded; their models are loaded in the background. */
  public DeploymentService(
      Database database,
      Registry registry,
      BundleLoader bundles,
      LogWriter log,
      PredictionIds ids,
      InstantSource clock,
      Loading loading) {
    this.database = database;
    this.store = new SqlDeploymentStore(database);
    this.registry = registry;
    this.ledger = new InferenceCall.Ledger(log, ids, clock);
    this.clock = clock;
    this.traffic =
        new TrafficService(
            database,
            registry,
            bundles,
            (as, bundle, rows, scores, like) ->
                InferenceCall.logged(as, bundle, rows, scores, like, ledger),
            live);
    this.canaries =
        new CanaryService(
            new CanaryService.Areas(database, registry, bundles, this, traffic), ids, clock);
    this.resolving = new Resolving(database, store, registry, bundles, live);
    this.openings = new Openings(new SqlVariantStore(database), bundles, resolving, traffic);
    this.questions =
        new Questions(
            live, store, bundles, ledger, new Questions.Late(openings::wake, loading.patience()));
    bundles.sleeper(() -> Openings.sleep(live.values()));
    openings.watch();
    List<Deployment> recorded = store.list();
    recorded.forEach(each -> live.put(each.name(), new LiveDeployment(each.name())));
    this.terms = new TermsService(database, this, live, clock, ids.next(clock.millis()).toString());
    terms.upkeep();
    if (loading.answers()) {
      openings.openAll(recorded, live);
    }
  }

  /**
   * How deployments' models get into memory.
   *
   * @param answers whether those that are recorded are brought up to date; else another server does
   * @param patience how long a question waits for a model that is being loaded
   */
  public record Loading(boolean answers, Duration patience) {}

  /** What holds for them. */
  public Terms terms() {
    return terms;
  }

  /** Who takes over step by step. */
  public Canaries canaries() {
    return canaries;
  }

  /** The part of it that requests touch; null when it is not known here. */
  @Nullable LiveDeployment known(String name) {
    return live.get(name);
  }

  LiveDeployment live(String name) {
    return questions.live(name);
  }

  /** Who else answers. */
  public Traffic traffic() {
    return traffic;
  }

  /** Begins a request; see {@link io.noria.serving.Serving#infer(String, String)}. */
  public Inference infer(String name, @Nullable String subject) {
    return questions.infer(name, subject);
  }

  /** Answers a question in tensors; see {@link io.noria.serving.Serving}. */
  public TensorAnswer infer(String name, TensorRequest request) {
    return questions.infer(name, request);
  }

  /** What a version takes and gives; null for the one that answers now. */
  public ServedModel served(String name, @Nullable Integer version) {
    return questions.served(name, version);
  }

  /** What the version takes and gives that answers the subject's requests. */
  public ServedModel chosen(String name, @Nullable Integer version, @Nullable String subject) {
    return questions.chosen(name, version, subject);
  }

  /** Begins to record what a version answered elsewhere; see {@link io.noria.serving.Serving}. */
  public Inference recording(String name, @Nullable Integer version) {
    return questions.recording(name, version);
  }

  /** How far it is. */
  public Readiness readiness(String name) {
    return questions.live(name).readiness();
  }

  /** How far each is, by name. */
  public Map<String, Readiness> readiness() {
    Map<String, Readiness> all = new TreeMap<>();
    live.forEach((name, each) -> all.put(name, each.readiness()));
    return all;
  }

  @Override
  public Deployment deploy(String name, String model, Follow follow) {
    return deploy(name, model, follow, "follows " + follow);
  }

  /** The same for a reason of its own, which the history keeps. */
  Deployment deploy(String name, String model, Follow follow, String why) {
    return deploy(name, model, follow, why, tx -> {});
  }

  /**
   * The same, together with something else.
   *
   * @param beside written in the same transaction; what it throws leaves everything as it is
   */
  Deployment deploy(
      String name, String model, Follow follow, String why, Consumer<Transaction> beside) {
    if (!NAME.matcher(name).matches()) {
      throw NoriaException.invalid("deployment: '" + name + "' (expected: letters, digits, . _ -)");
    }
    registry.models().get(model);
    return resolving.deploy(name, model, follow, why, clock.instant(), beside);
  }

  @Override
  public void refresh(String model, String why, @Nullable Instant eventTime) {
    for (Deployment deployment : store.list()) {
      if (deployment.model().equals(model)) {
        resolving.resolve(deployment.name(), why, eventTime);
      }
    }
    traffic.refresh(model);
  }

  @Override
  public void follow() {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    List<LiveDeployment> all = new ArrayList<>();
    for (Deployment deployment : store.list()) {
      LiveDeployment known = live.computeIfAbsent(deployment.name(), LiveDeployment::new);
      all.add(known);
      Integer version = deployment.version();
      if (version != null
          && known.loading() == null
          && !known.answersWith(deployment.model(), version)) {
        begun.add(openings.follow(known, new ModelVersionId(deployment.model(), version)));
      }
    }
    // What takes longer is taken over when it is loaded, and the others go on.
    if (!waited(begun) || !waited(all.stream().map(traffic::openSoon).toList())) {
      return;
    }
    resolving.alone(this::forgetDeleted);
  }

  /** False when it was interrupted. */
  private static boolean waited(List<CompletableFuture<Void>> begun) {
    try {
      CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new))
          .get(LONGEST_FOLLOWING_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // They go on.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  private void forgetDeleted() {
    Set<String> there = new HashSet<>();
    store.list().forEach(each -> there.add(each.name()));
    live.forEach((name, known) -> {
      if (!there.contains(name)) {
        live.remove(name, known);
        known.close();
      }
    });
  }

  @Override
  public Deployment get(String name) {
    return store
        .find(name)
        .orElseGet(() -> {
          questions.live(name);
          throw NoriaException.notFound("deployment: " + name);
        });
  }

  @Override
  public Optional<Deployment> find(String name) {
    return store.find(name);
  }

  @Override
  public List<Deployment> list() {
    return store.list();
  }

  @Override
  public String defaultName() {
    List<String> names = live.keySet().stream().sorted().toList();
    if (names.size() == 1) {
      return names.getFirst();
    }
    if (names.contains("default")) {
      return "default";
    }
    if (names.isEmpty()) {
      throw NoriaException.notFound("deployment: there is none yet (expected: noria serve MODEL)");
    }
    throw new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "deployment: which of " + names + "? (expected: /deployments/NAME/predict)");
  }

  @Override
  public void delete(String name) {
    resolving.alone(() -> {
      database.write(tx -> {
        store.delete(tx, name);
        traffic.forget(tx, name);
        terms.forget(tx, name);
        ledger.log().forgetSampling(tx, name);
        return null;
      });
      ledger.log().sampleAnew();
      LiveDeployment gone = live.remove(name);
      if (gone != null) {
        gone.close();
      }
      LOG.info("deployment={} deleted", name);
    });
  }

  @Override
  public List<Swap> history(String name) {
    return store.history(name);
  }

  /** The bundle that answers now; null without a deployment or version. */
  public @Nullable Bundle answering(String name) {
    return questions.answering(name);
  }

  /** How each of its versions answers. */
  public List<VersionFigures> versions(String name) {
    return questions.live(name).versions();
  }

  /** What each of its versions was asked; empty when there is no such deployment. */
  public List<VersionLoad> load(String name) {
    LiveDeployment deployment = live.get(name);
    return deployment == null ? List.of() : deployment.load();
  }

  /** What each answered, by version, variant and dialect. */
  public List<AnswerSeries> series() {
    return live.values().stream()
        .sorted(java.util.Comparator.comparing(LiveDeployment::name))
        .flatMap(deployment -> deployment.series().stream())
        .toList();
  }

  /** How busy those are that have a version, by name. */
  public List<UnderWay> underWay() {
    return live.values().stream()
        .sorted(java.util.Comparator.comparing(LiveDeployment::name))
        .map(LiveDeployment::underWay)
        .filter(Objects::nonNull)
        .toList();
  }

  /** How each answers, by name. */
  public List<DeploymentMetrics> metrics() {
    return live.values().stream()
        .sorted(java.util.Comparator.comparing(LiveDeployment::name))
        .map(deployment -> deployment.metrics(ledger.log().queued()))
        .toList();
  }

  /** Loads nothing any more. */
  @Override
  public void close() {
    openings.close();
  }
}
