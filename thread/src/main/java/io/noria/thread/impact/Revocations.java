package io.noria.thread.impact;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersion.Status;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.monitoring.Alert;
import io.noria.monitoring.Monitoring;
import io.noria.monitoring.Notice;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.Serving;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Withdraws data versions and keeps one open alert for every deployment whose live version learned
 * from a withdrawn one, with the way back in it. Thread-safe.
 */
public final class Revocations {
  private static final int RUNS = 100;

  private final Database db;
  private final Datasets datasets;
  private final Serving serving;
  private final Monitoring monitoring;
  private final Impacts impacts;
  private final Proposals proposals;
  private final InstantSource clock;

  /** On the areas that it binds. */
  public Revocations(
      Database db,
      Datasets datasets,
      Serving serving,
      Monitoring monitoring,
      Impacts impacts,
      Proposals proposals,
      InstantSource clock) {
    this.db = db;
    this.datasets = datasets;
    this.serving = serving;
    this.monitoring = monitoring;
    this.impacts = impacts;
    this.proposals = proposals;
    this.clock = clock;
  }

  /**
   * What a revocation, or taking it back, did or would do.
   *
   * @param version as it is now
   * @param changed false when it was already so, and of a dry run
   * @param changes what changed or would change, in words
   * @param impact where the version went
   * @param alerts raised, or resolved, by it
   * @param proposals for each deployment that answers with a version trained on it
   */
  public record Result(
      DatasetVersion version,
      boolean changed,
      List<String> changes,
      Impact impact,
      List<Ref> alerts,
      List<Proposal> proposals) {
    /** Copies. */
    public Result {
      changes = List.copyOf(changes);
      alerts = List.copyOf(alerts);
      proposals = List.copyOf(proposals);
    }
  }

  private record Done(boolean changed, List<Ref> alerts) {}

  /**
   * Withdraws the version, in one transaction with its event, the alerts and their lineage. Again
   * changes nothing.
   *
   * @param eventTime when, in the data's world; null for how far each deployment's data has come
   * @param dryRun only say what would change
   * @throws NoriaException NOT_FOUND; FAILED_PRECONDITION for a version that was refused
   */
  public Result revoke(
      DatasetVersionId id, String why, @Nullable Instant eventTime, boolean dryRun) {
    DatasetVersion version = changeable(id);
    Impact impact = impacts.of(id.ref(), RUNS, null);
    List<Deployment> reached = live(impact);
    List<Proposal> ways = reached.stream().map(one -> proposals.of(one, id)).toList();
    List<String> changes = new ArrayList<>();
    if (version.status() == Status.ACCEPTED) {
      changes.add(id + ": accepted → revoked");
      former(version).ifPresent(other -> changes.add(other.id() + " counts again"));
      ways.forEach(way -> changes.add("alert on " + way.deployment() + ": " + sentence(id, way)));
    }
    if (dryRun) {
      return new Result(version, false, changes, impact, List.of(), ways);
    }
    Done done =
        db.write(tx -> {
          boolean changed = datasets.revoke(tx, id, why, eventTime);
          List<Ref> alerts = new ArrayList<>();
          for (Proposal way : ways) {
            raise(tx, id, way, at(way.deployment(), eventTime)).ifPresent(alerts::add);
          }
          return new Done(changed, alerts);
        });
    return new Result(datasets.get(id), done.changed(), changes, impact, done.alerts(), ways);
  }

  /**
   * Takes a revocation back: the version counts again and its alerts are resolved, in one
   * transaction. Again changes nothing.
   */
  public Result reinstate(
      DatasetVersionId id, String why, @Nullable Instant eventTime, boolean dryRun) {
    DatasetVersion version = changeable(id);
    Impact impact = impacts.of(id.ref(), RUNS, null);
    List<String> changes = new ArrayList<>();
    if (version.status() == Status.REVOKED) {
      changes.add(id + ": revoked → accepted");
    }
    List<String> names =
        monitoring.alerts(null, true).stream()
            .filter(alert -> about(alert, id))
            .map(Alert::deployment)
            .distinct()
            .toList();
    names.forEach(name -> changes.add("alert on " + name + " is resolved"));
    if (dryRun) {
      return new Result(version, false, changes, impact, List.of(), List.of());
    }
    Done done =
        db.write(tx -> {
          boolean changed = datasets.reinstate(tx, id, why, eventTime);
          List<Ref> alerts = new ArrayList<>();
          for (String name : names) {
            for (Alert alert : monitoring.open(tx, name)) {
              if (about(alert, id)) {
                monitoring.over(tx, alert, at(name, eventTime), id + " counts again: " + why);
                alerts.add(alert.ref());
              }
            }
          }
          return new Done(changed, alerts);
        });
    return new Result(datasets.get(id), done.changed(), changes, impact, done.alerts(), List.of());
  }

  /**
   * Brings the alerts of a deployment in line with the version that answers: raises those that are
   * missing and resolves those that are about what answers no longer. Doing it again changes
   * nothing.
   */
  public void settle(String deployment, @Nullable Instant eventTime) {
    Optional<Deployment> found = serving.deployments().find(deployment);
    Integer live = found.map(Deployment::version).orElse(null);
    if (live == null) {
      return;
    }
    List<Ref> bad = proposals.bad(new ModelVersionId(found.get().model(), live), null);
    boolean alerted =
        monitoring.alerts(deployment, true).stream()
            .anyMatch(alert -> alert.watch().equals(Alert.REVOKED_DATA));
    if (bad.isEmpty() && !alerted) {
      return;
    }
    Set<String> columns = bad.stream().map(Ref::id).collect(Collectors.toSet());
    Proposal way = proposals.of(found.get(), null);
    Instant at = at(deployment, eventTime);
    db.write(tx -> {
      for (Alert alert : monitoring.open(tx, deployment)) {
        if (alert.watch().equals(Alert.REVOKED_DATA) && !columns.contains(alert.column())) {
          monitoring.over(
              tx, alert, at, "version " + live + " answers, which was not trained on it");
        }
      }
      for (Ref ref : bad) {
        var unused = raise(tx, DatasetVersionId.of(ref), way, at);
      }
      return null;
    });
  }

  private DatasetVersion changeable(DatasetVersionId id) {
    DatasetVersion version = datasets.get(id);
    if (version.status() == Status.REFUSED) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          id + ": was refused and never counted (expected: a version that was accepted)");
    }
    return version;
  }

  private List<Deployment> live(Impact impact) {
    return impact.deployments().stream()
        .filter(Impact.Reached::live)
        .map(one -> serving.deployments().find(one.name()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The accepted revision of the label that counts once this one does not. */
  private Optional<DatasetVersion> former(DatasetVersion version) {
    boolean counts =
        datasets.current(version.dataset()).stream().anyMatch(one -> one.id().equals(version.id()));
    for (int revision = version.revision() - 1; counts && revision > 0; revision--) {
      Optional<DatasetVersion> earlier =
          datasets.find(new DatasetVersionId(version.dataset(), version.label(), revision));
      if (earlier.isPresent() && earlier.get().status() == Status.ACCEPTED) {
        return earlier;
      }
    }
    return Optional.empty();
  }

  private Optional<Ref> raise(
      Transaction tx, DatasetVersionId id, Proposal way, Instant eventTime) {
    Integer live = way.from();
    return live == null
        ? Optional.empty()
        : monitoring
            .raise(
                tx,
                new Notice(
                    way.deployment(),
                    Alert.REVOKED_DATA,
                    id.toString(),
                    live,
                    eventTime,
                    sentence(id, way),
                    id.ref()))
            .map(Alert::ref);
  }

  private static String sentence(DatasetVersionId id, Proposal way) {
    return "%s answers with version %d of %s, which was trained on %s, revoked since; %s%s"
        .formatted(
            way.deployment(),
            way.from(),
            way.model(),
            id,
            way.why(),
            way.command().isEmpty() ? "" : ": " + way.command());
  }

  private static boolean about(Alert alert, DatasetVersionId id) {
    return alert.watch().equals(Alert.REVOKED_DATA) && alert.column().equals(id.toString());
  }

  private Instant at(String deployment, @Nullable Instant eventTime) {
    return eventTime != null
        ? eventTime
        : serving.predictions().watermark(deployment).orElseGet(clock::instant);
  }
}
