package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentTerms;
import io.noria.serving.Follow;
import io.noria.serving.TermFigures;
import io.noria.serving.Terms;
import io.noria.serving.sql.SqlTermsStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps deployments' terms, and has their live parts hold to them. */
final class TermsService implements Terms {
  private static final Logger LOG = LoggerFactory.getLogger(TermsService.class);
  private static final int USAGE_EVERY = 5;

  private final Database database;
  private final SqlTermsStore store;
  private final DeploymentService deployments;
  private final Map<String, LiveDeployment> live;
  private final InstantSource clock;
  private final String server;
  private String day = "";
  private int rounds;
  private int series;

  /**
   * On the database; {@link #upkeep} has the deployments hold to what is recorded.
   *
   * @param server a name of this process's own
   */
  TermsService(
      Database database,
      DeploymentService deployments,
      Map<String, LiveDeployment> live,
      InstantSource clock,
      String server) {
    this.database = database;
    this.store = new SqlTermsStore(database);
    this.deployments = deployments;
    this.live = live;
    this.clock = clock;
    this.server = server;
  }

  @Override
  public DeploymentTerms get(String deployment) {
    deployments.get(deployment);
    return database.read(handle -> store.find(handle, deployment));
  }

  @Override
  public DeploymentTerms stage(String deployment, @Nullable String stage) {
    return change(deployment, "stage", now -> new DeploymentTerms(stage, now.limit(), now.cache()));
  }

  @Override
  public DeploymentTerms limit(String deployment, DeploymentTerms.@Nullable CallerLimit limit) {
    return change(deployment, "limit", now -> new DeploymentTerms(now.stage(), limit, now.cache()));
  }

  @Override
  public DeploymentTerms cache(String deployment, DeploymentTerms.@Nullable CacheBounds bounds) {
    DeploymentTerms terms =
        change(deployment, "cache", now -> new DeploymentTerms(now.stage(), now.limit(), bounds));
    LiveDeployment known = live.get(deployment);
    if (known != null) {
      known.cache(bounds == null ? null : new ResponseCache(bounds, clock));
    }
    return terms;
  }

  private synchronized DeploymentTerms change(
      String deployment, String what, UnaryOperator<DeploymentTerms> change) {
    deployments.get(deployment);
    DeploymentTerms terms =
        database.write(tx -> {
          DeploymentTerms changed = change.apply(store.find(tx.handle(), deployment));
          store.put(tx, deployment, changed);
          return changed;
        });
    hold(deployment, terms);
    LOG.info("deployment={} {}=\"{}\"", deployment, what, terms);
    return terms;
  }

  /** The deployment is no more. */
  void forget(Transaction tx, String deployment) {
    store.delete(tx, deployment);
  }

  private void hold(String deployment, DeploymentTerms terms) {
    LiveDeployment known = live.get(deployment);
    if (known == null) {
      return;
    }
    Toll toll = known.toll();
    DeploymentTerms.CallerLimit limit = terms.limit();
    if (!Objects.equals(toll == null ? null : toll.limit(), limit)) {
      Toll next = limit == null ? null : new Toll(deployment, limit, clock, series++);
      if (next != null && next.limit().rowsPerDay() != null) {
        if (toll != null) {
          write(deployment, toll, Toll.day(clock));
        }
        // What this server wrote itself counts too: the accounts begin anew.
        next.elsewhere(store.usedElsewhere(deployment, Toll.day(clock), name(next)));
      }
      known.toll(next);
    }
    ResponseCache cache = known.cache();
    if (!Objects.equals(cache == null ? null : cache.bounds(), terms.cache())) {
      known.cache(terms.cache() == null ? null : new ResponseCache(terms.cache(), clock));
    }
  }

  @Override
  public Deployment promote(String from, String to) {
    if (from.equals(to)) {
      throw NoriaException.invalid("promote: " + Rows.shortened(to) + " to itself (expected: two)");
    }
    Deployment source = deployments.get(from);
    Integer version = source.version();
    if (version == null) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "deployment " + from + ": has no version yet (expected: one to promote)");
    }
    LiveDeployment known = live.get(from);
    ModelVersionId own = known == null ? null : known.current();
    // What it answers with, not what it is about to: the two differ while a swap is under way.
    ModelVersionId id = own == null ? new ModelVersionId(source.model(), version) : own;
    return deployments.deploy(
        to, id.model(), Follow.version(id.version()), "promoted from " + from);
  }

  @Override
  public List<TermFigures> figures() {
    List<TermFigures> all = new ArrayList<>();
    live.values().stream()
        .sorted(java.util.Comparator.comparing(LiveDeployment::name))
        .forEach(each -> {
          Toll toll = each.toll();
          ResponseCache cache = each.cache();
          if (toll != null || cache != null) {
            all.add(
                new TermFigures(
                    each.name(),
                    toll == null ? 0 : toll.tooFast(),
                    toll == null ? 0 : toll.overQuota(),
                    toll == null ? 0 : toll.callers(),
                    cache == null ? 0 : cache.hits(),
                    cache == null ? 0 : cache.misses(),
                    cache == null ? 0 : cache.entries(),
                    cache == null ? 0 : cache.bytes()));
          }
        });
    return all;
  }

  @Override
  public synchronized void upkeep() {
    Map<String, DeploymentTerms> recorded = store.all();
    live.keySet().forEach(name -> hold(name, recorded.getOrDefault(name, DeploymentTerms.NONE)));
    if (rounds++ % USAGE_EVERY != 0) {
      return;
    }
    String today = Toll.day(clock);
    for (LiveDeployment each : live.values()) {
      Toll toll = each.toll();
      if (toll != null && toll.limit().rowsPerDay() != null) {
        write(each.name(), toll, today);
        toll.elsewhere(store.usedElsewhere(each.name(), today, name(toll)));
      }
    }
    if (!today.equals(day)) {
      day = today;
      database.write(tx -> {
        store.forgetBefore(tx, today);
        return null;
      });
    }
  }

  private String name(Toll toll) {
    return server + "/" + toll.series();
  }

  private void write(String deployment, Toll toll, String today) {
    Map<String, Long> rows = toll.unwritten(today);
    if (!rows.isEmpty()) {
      database.write(tx -> {
        store.use(tx, deployment, today, name(toll), rows);
        return null;
      });
    }
  }
}
