package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Rule;
import io.noria.serving.Traffic;
import io.noria.serving.Variant;
import io.noria.serving.VariantState;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.sql.SqlCanaryStore;
import io.noria.serving.sql.SqlVariantStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the variants of deployments on the versions that their references name. Models are loaded
 * before who answers is changed and not in it, so that one that takes long keeps nobody waiting; if
 * something has moved meanwhile, it begins anew. Thread-safe.
 */
final class TrafficService implements Traffic {
  private static final Logger LOG = LoggerFactory.getLogger(TrafficService.class);
  private static final int MOST_VARIANTS = 20;

  private final Database database;
  private final SqlVariantStore store;
  private final SqlCanaryStore canaries;
  private final Registry registry;
  private final BundleLoader bundles;
  private final Shadow.Answering answering;
  private final Map<String, LiveDeployment> live;
  private final ConcurrentMap<String, SqlVariantStore.Directed> known = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Arranged> arranged = new ConcurrentHashMap<>();
  private final ConcurrentMap<LiveDeployment, CompletableFuture<Void>> opening =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Map<String, String>> problems = new ConcurrentHashMap<>();

  /** What a deployment's live part was last brought to. */
  private record Arranged(LiveDeployment part, SqlVariantStore.Directed directed) {}

  /** What a variant's reference named, and what became of loading that. */
  private record Attempt(
      Optional<ModelVersionId> wanted, @Nullable Bundle bundle, @Nullable String problem) {}

  TrafficService(
      Database database,
      Registry registry,
      BundleLoader bundles,
      Shadow.Answering answering,
      Map<String, LiveDeployment> live) {
    this.database = database;
    this.store = new SqlVariantStore(database);
    this.canaries = new SqlCanaryStore(database);
    this.registry = registry;
    this.bundles = bundles;
    this.answering = answering;
    this.live = live;
  }

  private LiveDeployment live(String deployment) {
    LiveDeployment found = live.get(deployment);
    if (found == null) {
      throw NoriaException.notFound(
          "deployment: %s (there is: %s)"
              .formatted(
                  Rows.shortened(deployment),
                  String.join(", ", live.keySet().stream().sorted().toList())));
    }
    return found;
  }

  @Override
  public List<VariantState> variants(String deployment) {
    Arms arms = live(deployment).arms();
    Map<String, String> wrong = problems.getOrDefault(deployment, Map.of());
    List<VariantState> states = new ArrayList<>();
    for (Variant variant : known(deployment).variants()) {
      Bundle bundle = null;
      Shadow shadow = null;
      for (Arms.Arm arm : arms.split()) {
        bundle = arm.variant().equals(variant) ? arm.pinned().bundle() : bundle;
      }
      for (Shadow each : arms.shadows()) {
        if (each.variant().equals(variant)) {
          shadow = each;
          bundle = each.pinned().bundle();
        }
      }
      states.add(
          new VariantState(
              variant,
              bundle == null ? null : bundle.version(),
              shadow == null ? wrong.get(variant.name()) : shadow.problem(),
              shadow == null ? null : shadow.figures()));
    }
    return states;
  }

  private SqlVariantStore.Directed known(String deployment) {
    return known.getOrDefault(deployment, SqlVariantStore.Directed.NOWHERE);
  }

  @Override
  public List<Rule> rules(String deployment) {
    live(deployment);
    // Not what is known here: after a start that may still be on its way.
    return store.list(deployment).rules();
  }

  @Override
  public List<VariantState> direct(
      String deployment, List<Variant> variants, List<Rule> rules, @Nullable Instant eventTime) {
    LiveDeployment target = live(deployment);
    check(variants);
    ModelVersionId own = rules.isEmpty() ? null : target.current();
    Bundle reader = own == null ? null : bundles.load(own.model(), own.version());
    RuleCheck.check(deployment, rules, variants, reader);
    for (Variant variant : variants) {
      registry.models().get(variant.model());
      // What cannot answer is refused before anything changes.
      References.find(registry, variant.model(), variant.follow())
          .ifPresent(id -> bundles.load(id.model(), id.version()));
    }
    var directed = new SqlVariantStore.Directed(variants, rules);
    String words = TrafficWords.of(variants(deployment), variants, rules);
    database.write(tx -> {
      if (canaries.underWay(tx.handle(), deployment).isPresent()) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "deployment "
                + deployment
                + ": a canary is under way (expected: it is finished or aborted first)");
      }
      store.put(tx, deployment, directed);
      tx.publish(
          new Event.TrafficDirected(
              Ref.of(Ref.Kind.DEPLOYMENT, deployment), eventTime, words, deployment));
      return null;
    });
    arrange(target, true);
    LOG.info("deployment={} variants=\"{}\" rules=\"{}\"", deployment, variants, rules);
    return variants(deployment);
  }

  private static void check(List<Variant> variants) {
    if (variants.size() > MOST_VARIANTS) {
      throw NoriaException.invalid(
          "variants: " + variants.size() + " (expected: at most " + MOST_VARIANTS + ")");
    }
    Set<String> names = new HashSet<>();
    double answering = 0;
    for (Variant variant : variants) {
      if (!names.add(variant.name())) {
        throw NoriaException.invalid("variant " + variant.name() + ": twice (expected: once)");
      }
      answering += variant.shadow() ? 0 : variant.share();
    }
    if (answering > 100 + 1e-9) {
      throw NoriaException.invalid(
          "variants: shares add up to %s (expected: at most 100)".formatted(answering));
    }
  }

  /** Loads what is recorded for the deployment. */
  void open(LiveDeployment deployment) {
    arrange(deployment, false);
  }

  /**
   * The same without waiting for models: who is not recorded any more is gone when it returns, and
   * who is loaded answers its share.
   *
   * @return done when the others do as well, or cannot
   */
  CompletableFuture<Void> openSoon(LiveDeployment deployment) {
    SqlVariantStore.Directed recorded = begin(deployment, false);
    if (recorded == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (recorded.variants().stream().allMatch(each -> loaded(deployment, each))) {
      open(deployment);
      return CompletableFuture.completedFuture(null);
    }
    var begun = new CompletableFuture<Void>();
    CompletableFuture<Void> underWay = opening.putIfAbsent(deployment, begun);
    if (underWay != null) {
      return underWay;
    }
    Thread.ofVirtual()
        .name("noria-open")
        .start(() -> {
          try {
            open(deployment);
            opening.remove(deployment, begun);
            // Who came just before counted on this one.
            open(deployment);
          } catch (RuntimeException e) {
            LOG.warn("deployment={} variants not opened: {}", deployment.name(), e.getMessage());
          } finally {
            opening.remove(deployment, begun);
            begun.complete(null);
          }
        });
    return begun;
  }

  private boolean loaded(LiveDeployment deployment, Variant variant) {
    Arms arms = deployment.arms();
    ModelVersionId wanted = wanted(variant).orElse(null);
    return arms.split().stream()
            .anyMatch(
                arm -> arm.variant().equals(variant) && arm.pinned().bundle().id().equals(wanted))
        || arms.shadows().stream()
            .anyMatch(each ->
                each.variant().equals(variant) && each.pinned().bundle().id().equals(wanted));
  }

  /** Resolves the references of every variant of the model anew. */
  void refresh(String model) {
    known.forEach((deployment, directed) -> {
      LiveDeployment target = live.get(deployment);
      if (target != null && directed.variants().stream().anyMatch(v -> v.model().equals(model))) {
        arrange(target, true);
      }
    });
  }

  /** The deployment is no more. */
  void forget(Transaction tx, String deployment) {
    store.delete(tx, deployment);
    canaries.delete(tx, deployment);
    known.remove(deployment);
    arranged.remove(deployment);
    problems.remove(deployment);
  }

  /** Brings the deployment to what is recorded for it. */
  private void arrange(LiveDeployment deployment, boolean anew) {
    SqlVariantStore.Directed recorded;
    Map<Variant, Attempt> attempts;
    do {
      recorded = begin(deployment, anew);
      if (recorded == null) {
        return;
      }
      attempts = new HashMap<>();
      for (Variant variant : recorded.variants()) {
        attempts.put(variant, attempt(deployment.name(), variant));
      }
    } while (!end(deployment, recorded, attempts));
  }

  /**
   * Changes at once what takes no loading: who is not recorded any more answers no more.
   *
   * @return what is recorded; null when the deployment was brought to that already
   */
  private synchronized SqlVariantStore.@Nullable Directed begin(
      LiveDeployment deployment, boolean anew) {
    String name = deployment.name();
    SqlVariantStore.Directed recorded = store.list(name);
    if (!anew && new Arranged(deployment, recorded).equals(arranged.get(name))) {
      return null;
    }
    if (!recorded.equals(known(name))) {
      known.put(name, recorded);
    }
    Arms former = deployment.arms();
    List<Arms.Arm> split = new ArrayList<>();
    List<Shadow> shadows = new ArrayList<>();
    for (Variant variant : recorded.variants()) {
      for (Arms.Arm arm : former.split()) {
        // Its reference may name another version by now: the former one answers until that can.
        if (!variant.shadow()
            && arm.variant().name().equals(variant.name())
            && arm.variant().model().equals(variant.model())) {
          split.add(new Arms.Arm(variant, arm.pinned()));
        }
      }
      former.shadows().stream()
          .filter(each -> each.variant().equals(variant))
          .forEach(shadows::add);
    }
    deployment.direct(split, shadows, routing(recorded.rules(), split));
    return recorded;
  }

  /** Whether nothing has moved since it was begun: then those who were loaded answer. */
  private synchronized boolean end(
      LiveDeployment deployment,
      SqlVariantStore.Directed recorded,
      Map<Variant, Attempt> attempts) {
    if (!store.list(deployment.name()).equals(recorded)) {
      return false;
    }
    for (Map.Entry<Variant, Attempt> each : attempts.entrySet()) {
      if (!wanted(each.getKey()).equals(each.getValue().wanted())) {
        return false;
      }
    }
    Map<String, String> wrong = new ConcurrentHashMap<>();
    Arms former = deployment.arms();
    List<Arms.Arm> split = new ArrayList<>();
    List<Shadow> shadows = new ArrayList<>();
    for (Variant variant : recorded.variants()) {
      Attempt attempt = Objects.requireNonNull(attempts.get(variant));
      Bundle bundle = attempt.bundle();
      if (bundle == null) {
        wrong.put(variant.name(), Objects.requireNonNullElse(attempt.problem(), "not loaded"));
        continue;
      }
      if (variant.shadow()) {
        shadows.add(shadow(deployment.name(), variant, bundle, former));
      } else {
        split.add(new Arms.Arm(variant, pinned(bundle, former)));
      }
    }
    problems.put(deployment.name(), wrong);
    deployment.direct(split, shadows, routing(recorded.rules(), split));
    arranged.put(deployment.name(), new Arranged(deployment, recorded));
    return true;
  }

  /** Null without rules. */
  private static @Nullable Routing routing(List<Rule> rules, List<Arms.Arm> split) {
    List<Routing.Way> ways = new ArrayList<>();
    for (Rule rule : rules) {
      LiveDeployment.Pinned target = null;
      for (Arms.Arm arm : split) {
        target = arm.variant().name().equals(rule.variant()) ? arm.pinned() : target;
      }
      ways.add(new Routing.Way(rule, target));
    }
    return ways.isEmpty() ? null : new Routing(ways);
  }

  private Attempt attempt(String deployment, Variant variant) {
    Optional<ModelVersionId> wanted = Optional.empty();
    try {
      wanted = References.find(registry, variant.model(), variant.follow());
      if (wanted.isEmpty()) {
        return new Attempt(wanted, null, "no version at " + variant.follow() + " yet");
      }
      ModelVersionId id = wanted.get();
      return new Attempt(wanted, bundles.load(id.model(), id.version()), null);
    } catch (NoriaException e) {
      LOG.warn("deployment={} variant={} problem={}", deployment, variant.name(), e.getMessage());
      return new Attempt(wanted, null, e.getMessage());
    }
  }

  /** The version that the variant's reference names now; empty when it names none. */
  private Optional<ModelVersionId> wanted(Variant variant) {
    try {
      return References.find(registry, variant.model(), variant.follow());
    } catch (NoriaException e) {
      return Optional.empty();
    }
  }

  /** Who stays with its version keeps its counts. */
  private Shadow shadow(String deployment, Variant variant, Bundle bundle, Arms former) {
    for (Shadow each : former.shadows()) {
      if (each.variant().equals(variant) && each.pinned().bundle() == bundle) {
        return each;
      }
    }
    return new Shadow(deployment, variant, new LiveDeployment.Pinned(bundle), answering);
  }

  private static LiveDeployment.Pinned pinned(Bundle bundle, Arms former) {
    for (Arms.Arm arm : former.split()) {
      if (arm.pinned().bundle() == bundle) {
        return arm.pinned();
      }
    }
    return new LiveDeployment.Pinned(bundle);
  }
}
