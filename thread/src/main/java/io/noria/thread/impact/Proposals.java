package io.noria.thread.impact;

import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.delivery.GateBook;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.RecordedMove;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Deployment;
import io.noria.serving.Deployments;
import io.noria.serving.Follow;
import io.noria.serving.Swap;
import io.noria.thread.impact.Proposal.Action;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says where a deployment should go back to: of the versions that stood where it looks before, the
 * newest earlier one that learned from no withdrawn data. Thread-safe.
 */
public final class Proposals {
  private static final int PAGE = 1000;

  private final Impacts impacts;
  private final Datasets datasets;
  private final Registry registry;
  private final Deployments deployments;
  private final Predicate<String> projects;

  /**
   * Reads there.
   *
   * @param projects whether there is a project of the name: its model can be trained again
   */
  public Proposals(
      Impacts impacts,
      Datasets datasets,
      Registry registry,
      Deployments deployments,
      Predicate<String> projects) {
    this.impacts = impacts;
    this.datasets = datasets;
    this.registry = registry;
    this.deployments = deployments;
    this.projects = projects;
  }

  /**
   * The proposal for a deployment.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none of the name
   */
  public Proposal of(String deployment) {
    return of(deployments.get(deployment), null);
  }

  /** The proposal as if the data version was withdrawn too; null for none. */
  Proposal of(Deployment deployment, @Nullable DatasetVersionId also) {
    Integer live = deployment.version();
    if (live == null) {
      return proposal(deployment, Action.NONE, null, "it answers with no version yet", List.of());
    }
    List<Ref> bad = bad(new ModelVersionId(deployment.model(), live), also);
    for (int version : earlier(deployment, live, bad.isEmpty())) {
      if (bad(new ModelVersionId(deployment.model(), version), also).isEmpty()) {
        return proposal(
            deployment,
            Action.ROLLBACK,
            version,
            bad.isEmpty()
                ? "version " + version + " answered before version " + live
                : "version %d is the newest earlier one that was not trained on revoked data"
                    .formatted(version),
            bad);
      }
    }
    if (bad.isEmpty()) {
      return proposal(deployment, Action.NONE, null, "no earlier version of it ever answered", bad);
    }
    boolean project = projects.test(deployment.model());
    return proposal(
        deployment,
        project ? Action.RETRAIN : Action.NONE,
        null,
        project
            ? "no earlier version is free of revoked data: train again without it"
            : "no earlier version is free of revoked data, and no project trains the model: register"
                + " a version that was trained without it",
        bad);
  }

  /** The withdrawn data that the version learned from. */
  List<Ref> bad(ModelVersionId version, @Nullable DatasetVersionId also) {
    Set<DatasetVersionId> data = impacts.dataOf(version);
    Set<Ref> bad =
        datasets.revoked(data).stream()
            .map(DatasetVersion::ref)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (also != null && data.contains(also)) {
      bad.add(also.ref());
    }
    return List.copyOf(bad);
  }

  /** Whether a rollback could make the deployment answer with the version again. */
  boolean stoodThere(Deployment deployment, int version) {
    return former(deployment).contains(version);
  }

  /** Where it may go back to, best first. */
  private List<Integer> earlier(Deployment deployment, int live, boolean good) {
    Set<Integer> former = former(deployment);
    Set<Integer> best = new LinkedHashSet<>();
    if (good) {
      served(deployment, live).filter(former::contains).ifPresent(best::add);
    }
    List<Integer> descending = new ArrayList<>(former).reversed();
    descending.stream().filter(version -> version < live).forEach(best::add);
    best.remove(live);
    return List.copyOf(best);
  }

  /** The version that answered before the live one, of the same model. */
  private Optional<Integer> served(Deployment deployment, int live) {
    return deployments.history(deployment.name()).stream()
        .filter(swap -> swap.version() == live && swap.model().equals(deployment.model()))
        .filter(swap -> deployment.model().equals(swap.fromModel()))
        .map(Swap::fromVersion)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Versions that are there and stood where the deployment looks, ascending. */
  private Set<Integer> former(Deployment deployment) {
    Follow follow = deployment.follow();
    Set<Integer> former =
        switch (follow.kind()) {
          case ALIAS ->
              moved(
                  deployment.model(),
                  move ->
                      move instanceof Move.OfAlias of
                          && of.alias().equals(follow.value())
                          && of.to() != null);
          case STAGE -> {
            Stage stage = Stage.parse(follow.value());
            yield moved(
                deployment.model(), move -> move instanceof Move.OfStage of && of.to() == stage);
          }
          case VERSION ->
              deployments.history(deployment.name()).stream()
                  .filter(swap -> swap.model().equals(deployment.model()))
                  .map(Swap::version)
                  .collect(Collectors.toCollection(TreeSet::new));
        };
    former.removeIf(version ->
        registry.versions().find(new ModelVersionId(deployment.model(), version)).isEmpty());
    return former;
  }

  private Set<Integer> moved(String model, Predicate<Move> such) {
    Set<Integer> versions = new TreeSet<>();
    String token = null;
    do {
      var page = registry.moves().history(model, PAGE, token);
      page.items().stream()
          .map(RecordedMove::move)
          .filter(such)
          .forEach(move -> versions.add(move.version().version()));
      token = page.nextToken();
    } while (token != null);
    return versions;
  }

  private static Proposal proposal(
      Deployment deployment,
      Action action,
      @Nullable Integer version,
      String why,
      List<Ref> revoked) {
    String reason =
        revoked.isEmpty()
            ? "went wrong"
            : revoked.stream().map(Ref::id).collect(Collectors.joining(", ")) + " revoked";
    String command =
        switch (action) {
          case ROLLBACK ->
              deployment.follow().equals(Follow.alias(GateBook.CHAMPION))
                  ? "noria models rollback %s %d --why \"%s\""
                      .formatted(deployment.model(), version, reason)
                  : "noria deployments rollback %s --to %d --why \"%s\""
                      .formatted(deployment.name(), version, reason);
          case RETRAIN -> "noria run " + deployment.model();
          case NONE -> "";
        };
    return new Proposal(
        deployment.name(),
        deployment.model(),
        deployment.follow(),
        deployment.version(),
        action,
        version,
        why,
        command,
        revoked);
  }
}
