package io.noria.serving.deployment;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Canaries;
import io.noria.serving.Canary;
import io.noria.serving.Canary.State;
import io.noria.serving.CanaryPlan;
import io.noria.serving.Follow;
import io.noria.serving.Rule;
import io.noria.serving.Variant;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.sql.SqlCanaryStore;
import io.noria.serving.sql.SqlCanaryStore.Side;
import io.noria.serving.sql.SqlDeploymentStore;
import io.noria.serving.sql.SqlVariantStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves canaries on. Every move is one transaction that takes the canary as it was read, so of
 * several servers one moves it; the others see the shares change as they see any.
 */
final class CanaryService implements Canaries {
  private static final Logger LOG = LoggerFactory.getLogger(CanaryService.class);
  private static final int MOST_LETTERS = 500;
  private static final int MOST_TRIES = 5;

  private final Areas areas;
  private final SqlCanaryStore store;
  private final SqlVariantStore variants;
  private final SqlDeploymentStore deployments;
  private final CanaryCounts counts = new CanaryCounts();
  private final PredictionIds ids;
  private final InstantSource clock;
  private final String server;

  /** What it works on. */
  record Areas(
      Database database,
      Registry registry,
      BundleLoader bundles,
      DeploymentService deployments,
      TrafficService traffic) {}

  CanaryService(Areas areas, PredictionIds ids, InstantSource clock) {
    this.areas = areas;
    this.store = new SqlCanaryStore(areas.database());
    this.variants = new SqlVariantStore(areas.database());
    this.deployments = new SqlDeploymentStore(areas.database());
    this.ids = ids;
    this.clock = clock;
    this.server = ids.next(clock.millis()).toString();
  }

  @Override
  public Canary start(String deployment, CanaryPlan plan) {
    LiveDeployment live = areas.deployments().live(deployment);
    ModelVersionId base = deployments.version(deployment);
    if (base == null || live.current() == null) {
      throw precondition(
          "deployment " + deployment + ": has no version yet (expected: one to compare with)");
    }
    areas.registry().models().get(plan.model());
    ModelVersionId version =
        References.find(areas.registry(), plan.model(), plan.follow())
            .orElseThrow(() ->
                NoriaException.notFound(
                    "%s of %s: names no version".formatted(plan.follow(), plan.model())));
    if (version.equals(base)) {
      throw precondition(
          "deployment %s: answers with %s version %d already"
              .formatted(deployment, version.model(), version.version()));
    }
    areas.bundles().load(version.model(), version.version());
    Instant now = clock.instant();
    var canary =
        new Canary(
            ids.next(clock.millis()).toString(),
            deployment,
            plan,
            version.version(),
            base.model(),
            base.version(),
            State.RUNNING,
            0,
            now,
            "begun",
            now,
            Actor.current(),
            now,
            Canary.Figures.NONE,
            Canary.Figures.NONE);
    areas
        .database()
        .write(tx -> {
          if (store.underWay(tx.handle(), deployment).isPresent()) {
            throw precondition(
                "deployment "
                    + deployment
                    + ": a canary is under way (expected: it is finished or aborted first)");
          }
          store.add(tx, canary);
          variants.put(tx, deployment, with(variants.list(tx.handle(), deployment), canary));
          publish(
              tx,
              canary,
              "%s: %s version %d answers %s of the requests as a canary beside version %d"
                  .formatted(
                      deployment,
                      plan.model(),
                      canary.version(),
                      CanaryJudge.percent(canary.share() / 100),
                      canary.baseVersion()));
          return null;
        });
    areas.traffic().open(live);
    counts.begin(canary, live);
    LOG.info(
        "deployment={} canary={}/{} share={}",
        deployment,
        plan.model(),
        canary.version(),
        canary.share());
    return canary;
  }

  /** The canary first, so that who is asked by it stays with it while it grows. */
  private static SqlVariantStore.Directed with(SqlVariantStore.Directed now, Canary canary) {
    List<Variant> all = new ArrayList<>();
    double others = 0;
    double most = canary.plan().steps().getLast();
    all.add(
        new Variant(
            CanaryPlan.VARIANT,
            canary.plan().model(),
            Follow.version(canary.version()),
            canary.share(),
            false));
    for (Variant each : now.variants()) {
      if (each.name().equals(CanaryPlan.VARIANT)) {
        if (!each.model().equals(canary.plan().model())
            || !each.follow().equals(Follow.version(canary.version()))) {
          throw precondition(
              "variant canary of %s: is there already (expected: no variant of this name)"
                  .formatted(canary.deployment()));
        }
        continue;
      }
      others += each.shadow() ? 0 : each.share();
      all.add(each);
    }
    if (others + most > 100 + 1e-9) {
      throw NoriaException.invalid(
          "steps: up to %s %% beside variants with %s %% (expected: at most 100 in all)"
              .formatted(most, others));
    }
    return new SqlVariantStore.Directed(all, now.rules());
  }

  private static SqlVariantStore.Directed without(SqlVariantStore.Directed now) {
    List<Variant> left =
        now.variants().stream().filter(v -> !v.name().equals(CanaryPlan.VARIANT)).toList();
    List<Rule> rules =
        now.rules().stream().filter(r -> !r.variant().equals(CanaryPlan.VARIANT)).toList();
    return new SqlVariantStore.Directed(left, rules);
  }

  @Override
  public Optional<Canary> find(String deployment) {
    areas.deployments().live(deployment);
    return store.newest(deployment).map(this::shown);
  }

  private Canary shown(Canary canary) {
    return canary.withFigures(
        store.counted(canary, Side.CANARY).figures(), store.counted(canary, Side.BASE).figures());
  }

  @Override
  public Canary pause(String deployment, String why) {
    return byHand(deployment, State.PAUSED, said("paused", why));
  }

  @Override
  public Canary resume(String deployment, String why) {
    return byHand(deployment, State.RUNNING, said("resumed", why));
  }

  @Override
  public Canary abort(String deployment, String why) {
    return byHand(deployment, State.ABORTED, said("aborted", why));
  }

  @Override
  public Canary finish(String deployment, String why) {
    Canary canary = required(deployment);
    return finished(canary, said("finished by hand", why));
  }

  private static String said(String what, String why) {
    if (why.length() > MOST_LETTERS) {
      throw NoriaException.invalid(
          "why: " + why.length() + " letters (expected: at most " + MOST_LETTERS + ")");
    }
    return why.isBlank() ? what : what + ": " + why.strip();
  }

  private Canary required(String deployment) {
    areas.deployments().live(deployment);
    return areas
        .database()
        .read(handle -> store.underWay(handle, deployment))
        .orElseThrow(() -> precondition("deployment " + deployment + ": no canary is under way"));
  }

  private Canary byHand(String deployment, State state, String why) {
    // It may go on by itself meanwhile, which is no reason to stay.
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Canary canary = required(deployment);
      if (canary.state() == state) {
        return shown(canary);
      }
      Canary moved = moved(canary, state, canary.step(), why);
      if (moved != null) {
        return shown(moved);
      }
    }
    throw meanwhile(deployment);
  }

  @Override
  public synchronized void advance() {
    List<Canary> all = store.underWay();
    counts.keep(all);
    for (Canary canary : all) {
      try {
        advance(canary);
      } catch (RuntimeException e) {
        LOG.warn("deployment={} canary not moved on: {}", canary.deployment(), e.getMessage());
      }
    }
  }

  private void advance(Canary canary) {
    LiveDeployment live = areas.deployments().known(canary.deployment());
    if (live == null) {
      return;
    }
    // What is recorded, not what this server answers with: it may be behind.
    ModelVersionId own = deployments.version(canary.deployment());
    if (own != null && own.equals(CanaryCounts.version(canary))) {
      // Somebody made it the deployment's own.
      moved(canary, State.FINISHED, canary.step(), "the deployment answers with it", own);
      return;
    }
    if (own != null && !own.equals(CanaryCounts.base(canary))) {
      moved(
          canary,
          State.ABORTED,
          canary.step(),
          "the deployment answers with %s version %d instead of version %d by now"
              .formatted(own.model(), own.version(), canary.baseVersion()),
          own);
      return;
    }
    CanaryCounts.Both here = counts.since(canary, live);
    areas
        .database()
        .write(tx -> {
          store.count(tx, canary, server, Side.CANARY, here.canary());
          store.count(tx, canary, server, Side.BASE, here.base());
          return null;
        });
    Canary seen = shown(canary);
    String broken = CanaryJudge.broken(seen, seen.canary(), seen.base());
    if (broken != null) {
      moved(canary, State.FAILED, canary.step(), broken);
      return;
    }
    switch (CanaryJudge.due(seen, seen.canary(), clock.instant())) {
      case WAIT -> {}
      case NEXT ->
          moved(
              canary,
              State.RUNNING,
              canary.step() + 1,
              "%d requests at %s"
                  .formatted(seen.canary().requests(), CanaryJudge.percent(canary.share() / 100)));
      case FINISH ->
          finished(
              canary,
              "%d requests at %s, the last step"
                  .formatted(seen.canary().requests(), CanaryJudge.percent(canary.share() / 100)));
    }
  }

  /**
   * Makes it the deployment's own. Both are one transaction, so who pauses or aborts it either does
   * so before, and the deployment stays as it is, or hears that it is over.
   */
  private Canary finished(Canary canary, String why) {
    Canary to = next(canary, State.FINISHED, canary.step(), why);
    areas
        .deployments()
        .deploy(
            canary.deployment(),
            canary.plan().model(),
            Follow.version(canary.version()),
            "canary: " + why,
            tx -> {
              if (!write(tx, canary, to)) {
                throw meanwhile(canary.deployment());
              }
            });
    moved(to);
    return shown(to);
  }

  private static NoriaException meanwhile(String deployment) {
    return new NoriaException(
        ErrorCode.ABORTED, "canary of " + deployment + ": changed meanwhile; try again");
  }

  private @Nullable Canary moved(Canary from, State state, int step, String why) {
    return moved(from, state, step, why, null);
  }

  /**
   * Null when somebody else has moved it since it was read, or the deployment's own version is not
   * this one any more; null for any.
   */
  private @Nullable Canary moved(
      Canary from, State state, int step, String why, @Nullable ModelVersionId own) {
    Canary to = next(from, state, step, why);
    boolean done =
        areas
            .database()
            .write(tx ->
                (own == null || own.equals(deployments.version(tx, from.deployment())))
                    && write(tx, from, to));
    if (!done) {
      return null;
    }
    moved(to);
    return to;
  }

  private Canary next(Canary from, State state, int step, String why) {
    Instant now = clock.instant();
    return new Canary(
        from.id(),
        from.deployment(),
        from.plan(),
        from.version(),
        from.baseModel(),
        from.baseVersion(),
        state,
        step,
        state == State.RUNNING ? now : from.stepSince(),
        why,
        from.createdAt(),
        from.createdBy(),
        now,
        Canary.Figures.NONE,
        Canary.Figures.NONE);
  }

  /** False when somebody else has moved it since it was read; nothing is written then. */
  private boolean write(Transaction tx, Canary from, Canary to) {
    if (!store.move(tx, from, to)) {
      return false;
    }
    SqlVariantStore.Directed directed = variants.list(tx.handle(), from.deployment());
    boolean stays = to.state().underWay();
    variants.put(tx, from.deployment(), stays ? with(directed, to) : without(directed));
    publish(tx, to, sentence(to));
    return true;
  }

  /** What was written holds here from now on. */
  private void moved(Canary to) {
    LiveDeployment live = areas.deployments().known(to.deployment());
    if (live != null) {
      // Other variants follow when they are loaded: guards of other canaries do not wait for them.
      var unused = areas.traffic().openSoon(live);
      if (to.state().underWay()) {
        counts.begin(to, live);
      }
    }
    LOG.info(
        "deployment={} canary={}/{} state={} share={} why=\"{}\"",
        to.deployment(),
        to.plan().model(),
        to.version(),
        to.state().wire(),
        to.share(),
        to.why());
  }

  private static String sentence(Canary canary) {
    String who =
        "%s: canary %s version %d"
            .formatted(canary.deployment(), canary.plan().model(), canary.version());
    String share = CanaryJudge.percent(canary.share() / 100);
    return switch (canary.state()) {
      case RUNNING -> who + " answers " + share + " of the requests: " + canary.why();
      case PAUSED -> who + " stays at " + share + " of the requests: " + canary.why();
      case FAILED, ABORTED -> who + " answers no more: " + canary.why();
      case FINISHED -> who + " answers all requests: " + canary.why();
    };
  }

  private static void publish(Transaction tx, Canary canary, String summary) {
    tx.publish(
        new Event.CanaryMoved(
            Ref.of(Ref.Kind.DEPLOYMENT, canary.deployment()),
            null,
            summary,
            canary.deployment(),
            canary.plan().model(),
            canary.version(),
            canary.state().wire(),
            canary.share()));
  }

  private static NoriaException precondition(String message) {
    return new NoriaException(ErrorCode.FAILED_PRECONDITION, message);
  }
}
