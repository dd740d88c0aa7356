package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Deployment;
import io.noria.serving.Follow;
import io.noria.serving.Swap;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.sql.SqlDeploymentStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings deployments to the versions that their references name, one change at a time. A model is
 * loaded before the change begins and not in it, so that one that takes long keeps nobody waiting;
 * if the reference has moved meanwhile, it begins anew. Thread-safe.
 */
final class Resolving {
  private static final Logger LOG = LoggerFactory.getLogger(Resolving.class);

  private final Database database;
  private final SqlDeploymentStore store;
  private final Registry registry;
  private final BundleLoader bundles;
  private final ConcurrentMap<String, LiveDeployment> live;
  private final ReentrantLock changing = new ReentrantLock();

  Resolving(
      Database database,
      SqlDeploymentStore store,
      Registry registry,
      BundleLoader bundles,
      ConcurrentMap<String, LiveDeployment> live) {
    this.database = database;
    this.store = store;
    this.registry = registry;
    this.bundles = bundles;
    this.live = live;
  }

  /** What a reference named, and what became of loading that; give it back with letGo. */
  private record Attempt(
      String model,
      Follow follow,
      Optional<ModelVersionId> wanted,
      @Nullable Bundle bundle,
      @Nullable NoriaException failure) {
    void letGo() {
      if (bundle != null) {
        bundle.unuse();
      }
    }
  }

  /** Runs what changes deployments, while nothing else does. */
  void alone(Runnable change) {
    changing.lock();
    try {
      change.run();
    } finally {
      changing.unlock();
    }
  }

  /** The version that the reference names now; empty when it names none, or none that is there. */
  Optional<ModelVersionId> wanted(String model, Follow follow) {
    try {
      return References.find(registry, model, follow);
    } catch (NoriaException e) {
      return Optional.empty();
    }
  }

  private Attempt attempt(String model, Follow follow) {
    Optional<ModelVersionId> wanted = Optional.empty();
    try {
      wanted = References.find(registry, model, follow);
      Bundle bundle = wanted.map(this::held).orElse(null);
      return new Attempt(model, follow, wanted, bundle, null);
    } catch (NoriaException e) {
      return new Attempt(model, follow, wanted, null, e);
    }
  }

  /** The version, which stays in memory however long it takes until it answers. */
  private Bundle held(ModelVersionId id) {
    while (true) {
      Bundle bundle = bundles.load(id.model(), id.version());
      if (bundle.tryUse()) {
        return bundle;
      }
    }
  }

  /**
   * Makes the deployment, or changes what it follows.
   *
   * @param beside written in the same transaction; what it throws leaves everything as it is
   * @throws NoriaException when what it shall follow cannot be loaded; nothing is changed then
   */
  Deployment deploy(
      String name,
      String model,
      Follow follow,
      String why,
      Instant now,
      Consumer<Transaction> beside) {
    while (true) {
      Attempt attempt = attempt(model, follow);
      changing.lock();
      try {
        if (!wanted(model, follow).equals(attempt.wanted())) {
          continue;
        }
        Optional<Deployment> former = store.find(name);
        if (former.isPresent()
            && former.get().model().equals(model)
            && former.get().follow().equals(follow)) {
          database.write(tx -> {
            beside.accept(tx);
            return null;
          });
          return settle(former.get(), attempt, "deployed again", null, model);
        }
        // A new name is tried before it is recorded, so that a bundle that cannot answer is
        // refused.
        if (attempt.failure() != null) {
          throw attempt.failure();
        }
        Deployment row =
            database.write(tx -> {
              beside.accept(tx);
              Optional<Deployment> there = store.find(tx.handle(), name);
              Deployment made =
                  new Deployment(
                      name,
                      model,
                      follow,
                      there.map(Deployment::version).orElse(null),
                      null,
                      there.map(Deployment::createdAt).orElse(now),
                      there.map(Deployment::createdBy).orElse(tx.actor()),
                      now);
              store.put(tx, made);
              return made;
            });
        LOG.info("deployment={} model={} follows={}", name, model, follow);
        return settle(row, attempt, why, null, former.map(Deployment::model).orElse(null));
      } finally {
        changing.unlock();
        attempt.letGo();
      }
    }
  }

  /**
   * Brings a deployment to what it follows now.
   *
   * @return as it is then; empty when it is no more
   */
  Optional<Deployment> resolve(String name, String why, @Nullable Instant eventTime) {
    while (true) {
      Optional<Deployment> seen = store.find(name);
      if (seen.isEmpty()) {
        return seen;
      }
      LiveDeployment own = live.get(name);
      ModelVersionId asleep = own == null ? null : own.asleep();
      if (asleep != null
          && seen.get().problem() == null
          && wanted(seen.get().model(), seen.get().follow()).filter(asleep::equals).isPresent()) {
        // It is loaded again when somebody asks.
        return seen;
      }
      Attempt attempt = attempt(seen.get().model(), seen.get().follow());
      changing.lock();
      try {
        Optional<Deployment> now = store.find(name);
        if (now.isEmpty()) {
          return now;
        }
        boolean same =
            now.get().model().equals(attempt.model())
                && now.get().follow().equals(attempt.follow())
                && wanted(attempt.model(), attempt.follow()).equals(attempt.wanted());
        if (same) {
          return Optional.of(settle(now.get(), attempt, why, eventTime, now.get().model()));
        }
      } finally {
        changing.unlock();
        attempt.letGo();
      }
    }
  }

  private Deployment settle(
      Deployment deployment,
      Attempt attempt,
      String why,
      @Nullable Instant eventTime,
      @Nullable String formerModel) {
    // One that another server has just made is not known here yet.
    LiveDeployment own = live.computeIfAbsent(deployment.name(), LiveDeployment::new);
    NoriaException failure = attempt.failure();
    if (failure != null && failure.code() == ErrorCode.ABORTED) {
      // The server stops: that says nothing about the model.
      return deployment;
    }
    if (failure != null) {
      LOG.warn("deployment={} problem={}", deployment.name(), failure.getMessage());
      return note(deployment, failure.getMessage());
    }
    Bundle bundle = attempt.bundle();
    if (bundle == null) {
      // An alias that was dropped leaves the last version answering.
      return deployment;
    }
    Integer former = deployment.version();
    boolean same =
        former != null && former == bundle.version() && deployment.model().equals(formerModel);
    if (same) {
      own.swapIfNone(bundle);
      return deployment.problem() == null ? deployment : note(deployment, null);
    }
    Deployment swapped = record(deployment, bundle, why, eventTime, formerModel);
    if (swapped == null) {
      LOG.info("deployment={} changed meanwhile: not swapped", deployment.name());
      return store.find(deployment.name()).orElse(deployment);
    }
    own.swap(bundle);
    LOG.info(
        "deployment={} model={} from={} to={} why={}",
        deployment.name(),
        bundle.model(),
        former,
        bundle.version(),
        why);
    return swapped;
  }

  /**
   * Has the deployment answer with the version that is recorded for it, if it still is.
   *
   * @throws NoriaException when that cannot be loaded
   */
  void takeOver(LiveDeployment known, ModelVersionId id) {
    Bundle bundle = held(id);
    changing.lock();
    try {
      Deployment now = store.find(known.name()).orElse(null);
      Integer version = now == null ? null : now.version();
      if (now != null
          && version != null
          && version == id.version()
          && now.model().equals(id.model())
          && !known.answersWith(id.model(), id.version())) {
        known.swap(bundle);
        LOG.info("deployment={} version={} taken over", known.name(), version);
      }
    } finally {
      changing.unlock();
      bundle.unuse();
    }
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
}
