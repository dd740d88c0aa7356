package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Deployments;
import io.noria.serving.Follow;
import io.noria.serving.Inference;
import io.noria.serving.ServedModel;
import io.noria.serving.Swap;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.Traffic;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionLoad;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.log.LogWriter;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.sql.SqlDeploymentStore;
import io.noria.storage.sql.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps deployments on the versions that their references name. A new version is loaded and tried
 * off to the side, the swap is recorded in one transaction, and only then do requests get it.
 */
public final class DeploymentService implements Deployments {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentService.class);

  /** The header that names who is asked about. */
  private static final String SUBJECT = "noria-subject";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Database database;
  private final SqlDeploymentStore store;
  private final Registry registry;
  private final BundleLoader bundles;
  private final InferenceCall.Ledger ledger;
  private final InstantSource clock;
  private final ConcurrentMap<String, LiveDeployment> live = new ConcurrentHashMap<>();
  private final ReentrantLock changing = new ReentrantLock();
  private final TrafficService traffic;

  /**
   * Opens the deployments that are recorded.
   *
   * @param answers whether to bring each up to date; else another server does
   */
  public DeploymentService(
      Database database,
      Registry registry,
      BundleLoader bundles,
      LogWriter log,
      PredictionIds ids,
      InstantSource clock,
      boolean answers) {
    this.database = database;
    this.store = new SqlDeploymentStore(database);
    this.registry = registry;
    this.bundles = bundles;
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
    for (Deployment deployment : store.list()) {
      live.put(deployment.name(), new LiveDeployment(deployment.name()));
      if (answers) {
        bringUp(deployment);
      }
    }
  }

  /** After a restart: the recorded version first, so that there is an answer, then the newest. */
  private void bringUp(Deployment deployment) {
    Integer version = deployment.version();
    if (version != null) {
      try {
        live(deployment.name()).swap(bundles.load(deployment.model(), version));
      } catch (NoriaException e) {
        LOG.warn(
            "deployment={} version={} not loaded: {}", deployment.name(), version, e.getMessage());
      }
    }
    resolve(deployment, "the server started", null);
    traffic.open(live(deployment.name()));
  }

  /** Who else answers. */
  public Traffic traffic() {
    return traffic;
  }

  /**
   * Begins a request.
   *
   * @param subject who is asked about, for variants; null when it has no say
   * @throws NoriaException NOT_FOUND, or UNAVAILABLE without a version
   */
  public Inference infer(String name, @Nullable String subject) {
    LiveDeployment deployment = live(name);
    var call = new InferenceCall(deployment, require(name, deployment.pin(subject)), ledger);
    return deployment.arms().asksRow() ? call.undecided(subject) : call;
  }

  /**
   * Answers a question in tensors.
   *
   * @throws NoriaException NOT_FOUND, or UNAVAILABLE without a version
   */
  public TensorAnswer infer(String name, TensorRequest request) {
    LiveDeployment deployment = live(name);
    Integer version = request.version();
    ServedModel readFor = request.readFor();
    String subject = request.caller().getOrDefault(SUBJECT, request.key());
    TensorRequest asked = request;
    LiveDeployment.Pinned pinned;
    if (readFor != null && readFor.handle() instanceof Bundle bundle) {
      pinned = alone(bundle);
    } else if (readFor != null && readFor.handle() instanceof TensorChoice.Reader reader) {
      pinned = require(name, TensorChoice.choose(deployment, reader.bundle(), request, subject));
      asked = TensorChoice.asked(request, readFor, pinned.bundle());
    } else if (version == null) {
      pinned = chosen(deployment, request, subject);
    } else {
      pinned = pinned(deployment, version);
    }
    try (InferenceCall call = new InferenceCall(deployment, pinned, ledger)) {
      return call.answer(asked);
    }
  }

  private LiveDeployment.Pinned chosen(
      LiveDeployment deployment, TensorRequest request, @Nullable String subject) {
    Arms arms = deployment.arms();
    LiveDeployment.Pinned own = arms.own();
    return require(
        deployment.name(),
        own != null && arms.asksRow()
            ? TensorChoice.choose(deployment, own.bundle(), request, subject)
            : deployment.pin(subject));
  }

  /** What a version takes and gives; null for the one that answers now. */
  public ServedModel served(String name, @Nullable Integer version) {
    LiveDeployment deployment = live(name);
    return served(deployment, version == null ? pinned(name) : pinned(deployment, version), false);
  }

  /** What the version takes and gives that answers the subject's requests. */
  public ServedModel chosen(String name, @Nullable Integer version, @Nullable String subject) {
    LiveDeployment deployment = live(name);
    return served(
        deployment,
        version == null ? require(name, deployment.pin(subject)) : pinned(deployment, version),
        version == null && deployment.arms().asksRow());
  }

  /** Holds a version for one request alone. */
  private static LiveDeployment.Pinned alone(Bundle bundle) {
    var pinned = new LiveDeployment.Pinned(bundle);
    pinned.acquire();
    pinned.retire();
    return pinned;
  }

  /**
   * Tells about the version.
   *
   * @param open whether it only reads the question, and the row decides who answers
   */
  private static ServedModel served(
      LiveDeployment deployment, LiveDeployment.Pinned pinned, boolean open) {
    try {
      Bundle bundle = pinned.bundle();
      boolean rows = !(bundle.scorer() instanceof TensorScorer own) || own.mapping() != null;
      return new ServedModel(
          deployment.name(),
          bundle.model(),
          bundle.version(),
          deployment.arms().versions(),
          bundle.scorer().platform(),
          bundle.tensorInputs(),
          bundle.tensorOutputs(),
          rows ? bundle.inputs() : List.of(),
          rows ? bundle.target() : null,
          open ? new TensorChoice.Reader(bundle) : bundle);
    } finally {
      pinned.release();
    }
  }

  private static LiveDeployment.Pinned pinned(LiveDeployment deployment, int version) {
    LiveDeployment.Pinned pinned = deployment.pin(version);
    if (pinned == null) {
      throw NoriaException.notFound(
          "deployment %s: version %d does not answer (expected: one of %s)"
              .formatted(deployment.name(), version, deployment.arms().versions()));
    }
    return pinned;
  }

  /**
   * Begins to record what a version answered elsewhere; null for the one that answers now.
   *
   * @throws NoriaException NOT_FOUND, or UNAVAILABLE without a version
   */
  public Inference recording(String name, @Nullable Integer version) {
    LiveDeployment.Pinned pinned;
    if (version == null) {
      pinned = pinned(name);
    } else {
      pinned = alone(bundles.load(get(name).model(), version));
    }
    return new InferenceCall(live(name), pinned, ledger).unasked();
  }

  private LiveDeployment.Pinned pinned(String name) {
    return require(name, live(name).pin());
  }

  private LiveDeployment.Pinned require(String name, LiveDeployment.@Nullable Pinned pinned) {
    if (pinned == null) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "deployment " + name + ": has no version yet (it follows " + get(name).follow() + ")");
    }
    return pinned;
  }

  private LiveDeployment live(String name) {
    LiveDeployment deployment = live.get(name);
    if (deployment == null) {
      throw NoriaException.notFound(
          "deployment: "
              + Rows.shortened(name)
              + " (there is: "
              + String.join(", ", live.keySet().stream().sorted().toList())
              + ")");
    }
    return deployment;
  }

  @Override
  public Deployment deploy(String name, String model, Follow follow) {
    if (!NAME.matcher(name).matches()) {
      throw NoriaException.invalid("deployment: '" + name + "' (expected: letters, digits, . _ -)");
    }
    registry.models().get(model);
    ready(model, follow);
    changing.lock();
    try {
      Optional<Deployment> former = store.find(name);
      if (former.isPresent()
          && former.get().model().equals(model)
          && former.get().follow().equals(follow)) {
        return resolve(former.get(), "deployed again", null);
      }
      // A new name is tried before it is recorded, so that a bundle that cannot answer is refused.
      References.find(registry, model, follow)
          .ifPresent(id -> bundles.load(id.model(), id.version()));
      Instant now = clock.instant();
      Deployment wanted =
          database.write(tx -> {
            Optional<Deployment> there = store.find(tx.handle(), name);
            Deployment row =
                new Deployment(
                    name,
                    model,
                    follow,
                    there.map(Deployment::version).orElse(null),
                    null,
                    there.map(Deployment::createdAt).orElse(now),
                    there.map(Deployment::createdBy).orElse(tx.actor()),
                    now);
            store.put(tx, row);
            return row;
          });
      live.computeIfAbsent(name, LiveDeployment::new);
      LOG.info("deployment={} model={} follows={}", name, model, follow);
      return resolve(wanted, "follows " + follow, null, former.map(Deployment::model).orElse(null));
    } finally {
      changing.unlock();
    }
  }

  private Deployment resolve(Deployment deployment, String why, @Nullable Instant eventTime) {
    return resolve(deployment, why, eventTime, deployment.model());
  }

  private Deployment resolve(
      Deployment deployment,
      String why,
      @Nullable Instant eventTime,
      @Nullable String formerModel) {
    // One that another server has just made is not known here yet.
    live.computeIfAbsent(deployment.name(), LiveDeployment::new);
    Bundle bundle;
    try {
      Optional<ModelVersionId> wanted =
          References.find(registry, deployment.model(), deployment.follow());
      if (wanted.isEmpty()) {
        // An alias that was dropped leaves the last version answering.
        return deployment;
      }
      ModelVersionId id = wanted.get();
      bundle = bundles.load(id.model(), id.version());
    } catch (NoriaException e) {
      LOG.warn("deployment={} problem={}", deployment.name(), e.getMessage());
      return note(deployment, e.getMessage());
    }
    Integer former = deployment.version();
    boolean same =
        former != null && former == bundle.version() && deployment.model().equals(formerModel);
    if (same) {
      LiveDeployment.Pinned pinned = live(deployment.name()).pin();
      if (pinned == null) {
        live(deployment.name()).swap(bundle);
      } else {
        pinned.release();
      }
      return deployment.problem() == null ? deployment : note(deployment, null);
    }
    Deployment swapped = record(deployment, bundle, why, eventTime, formerModel);
    if (swapped == null) {
      LOG.info("deployment={} changed meanwhile: not swapped", deployment.name());
      return store.find(deployment.name()).orElse(deployment);
    }
    live(deployment.name()).swap(bundle);
    LOG.info(
        "deployment={} model={} from={} to={} why={}",
        deployment.name(),
        bundle.model(),
        former,
        bundle.version(),
        why);
    return swapped;
  }

  private static boolean sameWish(Deployment now, Deployment then) {
    return now.model().equals(then.model()) && now.follow().equals(then.follow());
  }

  /**
   * The row, the event and the lineage edge of a swap, in one transaction; null when the deployment
   * is gone or follows something else by now.
   */
  private @Nullable Deployment record(
      Deployment deployment,
      Bundle bundle,
      String why,
      @Nullable Instant eventTime,
      @Nullable String formerModel) {
    return database.write(tx -> {
      // Another server may have changed it since it was read: then that one's wish counts.
      Deployment now = store.find(tx.handle(), deployment.name()).orElse(null);
      if (now == null || !sameWish(now, deployment)) {
        return null;
      }
      Integer former = now.version();
      if (former != null
          && former == bundle.version()
          && Objects.requireNonNullElse(formerModel, now.model()).equals(bundle.model())
          && !Objects.equals(deployment.version(), former)) {
        // It has swapped already, and said so.
        return now;
      }
      Deployment row =
          new Deployment(
              now.name(),
              now.model(),
              now.follow(),
              bundle.version(),
              null,
              now.createdAt(),
              now.createdBy(),
              tx.now());
      store.put(tx, row);
      store.add(
          tx,
          new Swap(
              deployment.name(),
              former == null ? null : Objects.requireNonNullElse(formerModel, row.model()),
              former,
              bundle.model(),
              bundle.version(),
              why,
              eventTime,
              tx.now(),
              tx.actor()));
      Ref ref = Ref.of(Ref.Kind.DEPLOYMENT, deployment.name());
      tx.link(bundle.id().ref(), "deployed", ref);
      String summary =
          former == null
              ? "%s answers with %s version %d"
                  .formatted(deployment.name(), bundle.model(), bundle.version())
              : "%s answers with %s version %d instead of %d"
                  .formatted(deployment.name(), bundle.model(), bundle.version(), former);
      tx.publish(
          new Event.DeploymentSwapped(
              ref,
              eventTime,
              summary,
              deployment.name(),
              bundle.model(),
              former,
              bundle.version()));
      return row;
    });
  }

  private Deployment note(Deployment deployment, @Nullable String problem) {
    if (Objects.equals(deployment.problem(), problem)) {
      return deployment;
    }
    return database.write(tx -> {
      Deployment now = store.find(tx.handle(), deployment.name()).orElse(null);
      if (now == null || !sameWish(now, deployment)) {
        return now == null ? deployment : now;
      }
      Deployment row =
          new Deployment(
              now.name(),
              now.model(),
              now.follow(),
              now.version(),
              problem,
              now.createdAt(),
              now.createdBy(),
              tx.now());
      store.put(tx, row);
      return row;
    });
  }

  @Override
  public void refresh(String model, String why, @Nullable Instant eventTime) {
    for (Deployment deployment : store.list()) {
      if (deployment.model().equals(model)) {
        ready(model, deployment.follow());
      }
    }
    changing.lock();
    try {
      for (Deployment deployment : store.list()) {
        if (deployment.model().equals(model)) {
          resolve(deployment, why, eventTime);
        }
      }
      traffic.refresh(model);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Loads what the reference names before anybody has to wait for it: loading may take long, and is
   * done under the lock only where it has been done here. What is wrong shows there.
   */
  private void ready(String model, Follow follow) {
    try {
      References.find(registry, model, follow)
          .ifPresent(id -> bundles.load(id.model(), id.version()));
    } catch (NoriaException e) {
      LOG.debug("model={} follow={} not ready: {}", model, follow, e.getMessage());
    }
  }

  @Override
  public void follow() {
    changing.lock();
    try {
      Set<String> there = new HashSet<>();
      for (Deployment deployment : store.list()) {
        there.add(deployment.name());
        LiveDeployment known = live.computeIfAbsent(deployment.name(), LiveDeployment::new);
        Integer version = deployment.version();
        if (version != null && !known.answersWith(deployment.model(), version)) {
          takeOver(known, deployment.model(), version);
        }
        traffic.open(known);
      }
      live.forEach((name, known) -> {
        if (!there.contains(name)) {
          live.remove(name, known);
          known.close();
        }
      });
    } finally {
      changing.unlock();
    }
  }

  private void takeOver(LiveDeployment known, String model, int version) {
    try {
      known.swap(bundles.load(model, version));
      LOG.info("deployment={} version={} taken over", known.name(), version);
    } catch (NoriaException e) {
      LOG.warn("deployment={} version={} not loaded: {}", known.name(), version, e.getMessage());
    }
  }

  @Override
  public Deployment get(String name) {
    return store
        .find(name)
        .orElseGet(() -> {
          live(name);
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
    changing.lock();
    try {
      database.write(tx -> {
        store.delete(tx, name);
        traffic.forget(tx, name);
        return null;
      });
      LiveDeployment gone = live.remove(name);
      if (gone != null) {
        gone.close();
      }
      LOG.info("deployment={} deleted", name);
    } finally {
      changing.unlock();
    }
  }

  @Override
  public List<Swap> history(String name) {
    return store.history(name);
  }

  /** The bundle that answers now; null without a deployment or version. */
  public @Nullable Bundle answering(String name) {
    LiveDeployment deployment = live.get(name);
    LiveDeployment.Pinned pinned = deployment == null ? null : deployment.pin();
    if (pinned == null) {
      return null;
    }
    pinned.release();
    return pinned.bundle();
  }

  /** How each of its versions answers. */
  public List<VersionFigures> versions(String name) {
    return live(name).versions();
  }

  /** What each of its versions was asked; empty when there is no such deployment. */
  public List<VersionLoad> load(String name) {
    LiveDeployment deployment = live.get(name);
    return deployment == null ? List.of() : deployment.load();
  }

  /** How each answers, by name. */
  public List<DeploymentMetrics> metrics() {
    return live.values().stream()
        .sorted(java.util.Comparator.comparing(LiveDeployment::name))
        .map(deployment -> deployment.metrics(ledger.log().queued()))
        .toList();
  }
}
