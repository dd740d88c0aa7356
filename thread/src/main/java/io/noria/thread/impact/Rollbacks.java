package io.noria.thread.impact;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.Delivery;
import io.noria.delivery.Verdict;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Deployment;
import io.noria.serving.Follow;
import io.noria.serving.Serving;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a deployment back to an earlier version, by moving what it follows. Thread-safe. */
public final class Rollbacks {
  private final Delivery delivery;
  private final Registry registry;
  private final Serving serving;
  private final Proposals proposals;
  private final InstantSource clock;

  /** On the areas that it binds. */
  public Rollbacks(
      Delivery delivery,
      Registry registry,
      Serving serving,
      Proposals proposals,
      InstantSource clock) {
    this.delivery = delivery;
    this.registry = registry;
    this.serving = serving;
    this.proposals = proposals;
    this.clock = clock;
  }

  /**
   * What a rollback changes.
   *
   * @param deployment the deployment's name
   * @param model its model
   * @param from the version that answers before; null when none does
   * @param version where to; null when there is nowhere
   * @param changes in words; empty when it is already so
   * @param refusedBecause why it may not be; null when it may
   * @param evidence the verdict that let the version through, if there is one
   * @param done whether it was done by this call
   */
  public record Plan(
      String deployment,
      String model,
      @Nullable Integer from,
      @Nullable Integer version,
      List<String> changes,
      @Nullable String refusedBecause,
      @Nullable Ref evidence,
      boolean done) {
    /** Copies. */
    public Plan {
      changes = List.copyOf(changes);
    }

    /** Whether it may be. */
    public boolean allowed() {
      return refusedBecause == null;
    }

    private Plan asDone() {
      return new Plan(
          deployment, model, from, version, changes, null, evidence, !changes.isEmpty());
    }
  }

  /**
   * What the rollback would change. Changes nothing.
   *
   * @param to the version; null for the one proposed
   * @throws NoriaException NOT_FOUND without such a deployment or version
   */
  public Plan plan(String name, @Nullable Integer to) {
    Deployment deployment = serving.deployments().get(name);
    Integer target = to;
    if (target == null) {
      Proposal proposal = proposals.of(name);
      target = proposal.version();
      if (target == null) {
        return refused(deployment, null, proposal.why() + next(proposal));
      }
    }
    ModelVersionId id = new ModelVersionId(deployment.model(), target);
    ModelVersion version = registry.versions().get(id);
    if (target.equals(deployment.version()) && stands(deployment, version)) {
      return new Plan(
          name,
          deployment.model(),
          target,
          target,
          List.of(),
          null,
          evidence(deployment, id),
          false);
    }
    if (!proposals.stoodThere(deployment, target)) {
      return refused(
          deployment,
          target,
          "version %d never was %s of %s (expected: a version that stood there before; a new one is"
                  .formatted(target, deployment.follow().value(), deployment.model())
              + " promoted through its gates)");
    }
    return new Plan(
        name,
        deployment.model(),
        deployment.version(),
        target,
        changes(deployment, version),
        null,
        evidence(deployment, id),
        false);
  }

  /**
   * Rolls back, and returns when the deployment answers with the version. A version that stood
   * there before has passed its gates then and is not judged again.
   *
   * @param to the version; null for the one proposed
   * @param eventTime when, in the data's world; null for how far the deployment's data has come
   * @throws NoriaException FAILED_PRECONDITION when there is nowhere to go back to, or the version
   *     never stood there
   */
  public Plan roll(String name, @Nullable Integer to, String why, @Nullable Instant eventTime) {
    Plan plan = plan(name, to);
    Integer target = plan.version();
    if (plan.refusedBecause() != null || target == null) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "rollback of " + name + ": " + plan.refusedBecause());
    }
    if (plan.changes().isEmpty()) {
      return plan;
    }
    Deployment deployment = serving.deployments().get(name);
    Instant at =
        eventTime != null
            ? eventTime
            : serving.predictions().watermark(name).orElseGet(clock::instant);
    Follow follow = deployment.follow();
    switch (follow.kind()) {
      case ALIAS -> {
        var unused = delivery.rollback(plan.model(), follow.value(), target, at, why);
      }
      case STAGE ->
          delivery.rollbackStage(plan.model(), Stage.parse(follow.value()), target, at, why);
      case VERSION -> {
        var unused = serving.deployments().deploy(name, plan.model(), Follow.version(target));
      }
    }
    // The swap follows the event; whoever typed this wants to see it done.
    serving.deployments().refresh(plan.model(), "rollback: " + why, at);
    return plan.asDone();
  }

  private static String next(Proposal proposal) {
    return proposal.command().isEmpty() ? "" : ": " + proposal.command();
  }

  private static Plan refused(Deployment deployment, @Nullable Integer target, String why) {
    return new Plan(
        deployment.name(),
        deployment.model(),
        deployment.version(),
        target,
        List.of(),
        why,
        null,
        false);
  }

  private static boolean stands(Deployment deployment, ModelVersion version) {
    return switch (deployment.follow().kind()) {
      case ALIAS -> version.aliases().contains(deployment.follow().value());
      case STAGE -> version.stage() == Stage.parse(deployment.follow().value());
      case VERSION -> true;
    };
  }

  private List<String> changes(Deployment deployment, ModelVersion version) {
    int target = version.id().version();
    Follow follow = deployment.follow();
    List<String> changes = new ArrayList<>();
    Integer live = deployment.version();
    switch (follow.kind()) {
      case ALIAS -> {
        ModelVersion now =
            registry.versions().findByAlias(deployment.model(), follow.value()).orElse(null);
        changes.add(
            "alias %s: version %s → version %d"
                .formatted(follow.value(), now == null ? "none" : "" + now.id().version(), target));
        staged(changes, version, Stage.PRODUCTION);
        if (now != null && !now.id().equals(version.id())) {
          staged(changes, now, Stage.ARCHIVED);
        }
      }
      case STAGE -> {
        Stage stage = Stage.parse(follow.value());
        staged(changes, version, stage);
        delivery.newerIn(deployment.model(), stage, target).stream()
            .map(registry.versions()::get)
            .forEach(newer -> staged(changes, newer, Stage.ARCHIVED));
      }
      case VERSION -> changes.add("%s follows version %d".formatted(deployment.name(), target));
    }
    changes.add(
        "deployment %s answers with version %d%s"
            .formatted(
                deployment.name(),
                target,
                live == null || live == target ? "" : " instead of " + live));
    List<Ref> bad = proposals.bad(version.id(), null);
    if (!bad.isEmpty()) {
      changes.add(
          "note: version %d was trained on revoked data too: %s"
              .formatted(target, String.join(", ", bad.stream().map(Ref::id).toList())));
    }
    return changes;
  }

  private static void staged(List<String> changes, ModelVersion version, Stage to) {
    if (version.stage() != to) {
      changes.add(
          "version %d: %s → %s"
              .formatted(version.id().version(), version.stage().title(), to.title()));
    }
  }

  private @Nullable Ref evidence(Deployment deployment, ModelVersionId id) {
    return delivery.gates().verdicts(id.model(), id.version()).stream()
        .filter(verdict -> verdict.gate().equalsIgnoreCase(deployment.follow().value()))
        .map(Verdict::ref)
        .findFirst()
        .orElse(null);
  }
}
