package io.noria.delivery;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.delivery.gate.Judge;
import io.noria.monitoring.Monitoring;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.Promoted;
import io.noria.registry.Reason;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Models;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judging, promotion and rollback. Thread-safe. */
public final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Database db;
  private final GateBook gates;
  private final Registry registry;
  private final Judge judge;
  private final Triggers triggers;
  private final InstantSource clock;
  private final IdSource ids;

  private Delivery(
      Database db,
      GateBook gates,
      Registry registry,
      Judge judge,
      Triggers triggers,
      InstantSource clock,
      IdSource ids) {
    this.db = db;
    this.gates = gates;
    this.registry = registry;
    this.judge = judge;
    this.triggers = triggers;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Opens delivery. The book was opened before the registry, whose policy it is.
   *
   * @param models where versions are loaded for judging
   * @param trainingEnds what versions were trained on
   * @param monitoring whose alerts may be silenced
   */
  public static Delivery open(
      Database db,
      GateBook gates,
      Registry registry,
      Models models,
      TrainingEnds trainingEnds,
      Monitoring monitoring,
      InstantSource clock,
      IdSource ids) {
    return new Delivery(
        db,
        gates,
        registry,
        new Judge(models, trainingEnds),
        Triggers.open(db, monitoring, ids),
        clock,
        ids);
  }

  /** The book of gates and verdicts. */
  public GateBook gates() {
    return gates;
  }

  /** The triggers. */
  public Triggers triggers() {
    return triggers;
  }

  /**
   * Asks a gate about a version: scores it, and the champion and the baseline where the gate
   * compares, on the rows that are newer than what they were trained on, or that were kept apart
   * from all of them; records the verdict with its event and lineage.
   *
   * @throws NoriaException NOT_FOUND without such a gate or version; INVALID_ARGUMENT when the rows
   *     lack a column
   */
  public Verdict judge(JudgeRequest request) {
    String key = request.key();
    Optional<Verdict> known = key == null ? Optional.empty() : gates.store().findByKey(key);
    if (known.isPresent()) {
      JudgedCard.write(registry, known.get());
      return known.get();
    }
    Judge.checkColumns(request);
    Gate gate =
        gates
            .gate(request.model(), request.gate())
            .orElseThrow(() ->
                NoriaException.notFound(
                    "gate: "
                        + request.gate()
                        + " of "
                        + request.model()
                        + " (there are: "
                        + gates.gates(request.model()).stream().map(Gate::name).toList()
                        + ")"));
    registry.versions().get(new ModelVersionId(request.model(), request.version()));
    Integer champion = champion(request.model(), gate, request.version());
    Judge.Judgement judgement = judge.judge(gate, request, champion, othersPassed(gate, request));
    Verdict verdict = verdict(gate, request, champion, judgement);
    db.write(tx -> {
      record(tx, verdict, key);
      return verdict;
    });
    LOG.info(
        "verdict recorded version={}/{} gate={} outcome={}",
        request.model(),
        request.version(),
        request.gate(),
        verdict.outcome());
    JudgedCard.write(registry, verdict);
    return verdict;
  }

  private void record(Transaction tx, Verdict verdict, @Nullable String key) {
    gates.store().put(tx, verdict, key);
    tx.link(verdict.dataset(), "judged", verdict.ref());
    tx.link(verdict.candidate(), "judged", verdict.ref());
    Integer champion = verdict.champion();
    if (champion != null) {
      tx.link(new ModelVersionId(verdict.model(), champion).ref(), "compared", verdict.ref());
    }
    RunId baseline = verdict.baseline();
    if (baseline != null) {
      tx.link(baseline.ref(), "compared", verdict.ref());
    }
    tx.publish(
        new Event.VerdictRecorded(
            verdict.ref(),
            verdict.eventTime(),
            verdict.summary(),
            verdict.model(),
            verdict.version(),
            verdict.gate(),
            verdict.outcome().name()));
  }

  private @Nullable Integer champion(String model, Gate gate, int candidate) {
    String alias = gate.bindsStage() ? GateBook.CHAMPION : gate.name();
    return registry
        .versions()
        .findByAlias(model, alias)
        .map(version -> version.id().version())
        .filter(version -> version != candidate)
        .orElse(null);
  }

  private boolean othersPassed(Gate gate, JudgeRequest request) {
    return gates.gates(request.model()).stream()
        .filter(other -> !other.name().equals(gate.name()))
        .allMatch(other ->
            gates
                .standing(
                    request.model(),
                    request.version(),
                    other.name(),
                    champion(request.model(), other, request.version()),
                    clock.instant())
                .isPresent());
  }

  private Verdict verdict(
      Gate gate, JudgeRequest request, @Nullable Integer champion, Judge.Judgement judgement) {
    Instant now = clock.instant();
    boolean compared =
        gate.checks().stream().anyMatch(check -> check.kind() == Check.Kind.BEATS_CHAMPION);
    String details =
        String.join(
            "; ",
            judgement.results().stream().map(Verdict.CheckResult::summary).distinct().toList());
    return new Verdict(
        ids.uuid7(),
        request.model(),
        request.version(),
        gate.name(),
        judgement.outcome(),
        compared ? champion : null,
        request.dataset(),
        judgement.rows(),
        judgement.groups(),
        judgement.from(),
        judgement.to(),
        request.eventTime(),
        now,
        gate.expiresAfter() == null ? null : now.plus(gate.expiresAfter()),
        io.noria.base.Actor.current(),
        judgement.metrics(),
        judgement.championMetrics(),
        judgement.baselineMetrics().isEmpty() ? null : request.baseline(),
        judgement.baselineMetrics(),
        judgement.intervals(),
        judgement.results(),
        judgement.slices(),
        "version %d %s at gate %s on %s: %s"
            .formatted(
                request.version(),
                switch (judgement.outcome()) {
                  case PASS -> "passed";
                  case FAIL -> "failed";
                  case INCONCLUSIVE -> "was not decided";
                },
                gate.name(),
                request.dataset().id(),
                details));
  }

  /**
   * Moves the version to where its verdict allows, in one transaction: the stage or alias of the
   * gate, the event, the lineage edge. Promotion through an alias's gate also moves the version to
   * Production and the version that carried the alias to Archived. A verdict promotes once: doing
   * it again changes nothing.
   *
   * @param verdictId a PASS that has not ended
   * @throws NoriaException PERMISSION_DENIED when the verdict does not allow it
   */
  public Promotion promote(String verdictId, Instant eventTime, String why) {
    Verdict verdict = gates.verdict(verdictId);
    ModelVersionId id = new ModelVersionId(verdict.model(), verdict.version());
    Gate gate =
        gates
            .gate(verdict.model(), verdict.gate())
            .orElseThrow(() ->
                NoriaException.refused(
                    "gate " + verdict.gate() + " of " + verdict.model() + " is no more",
                    verdict.ref()));
    if (movedBy(verdict)) {
      return new Promotion(id.model(), id.version(), null, gate.name(), false);
    }
    refuseUnlessStanding(verdict, gate, carrier(verdict.model(), gate));
    ModelVersion before = registry.versions().get(id);
    Reason reason = new Reason(why, eventTime, verdict.ref());
    Promotion promotion =
        db.write(tx -> {
          tx.link(verdict.ref(), "allowed", id.ref());
          if (gate.bindsStage()) {
            Stage stage = Stage.parse(gate.name());
            // A version that answers already and is judged again takes no step back.
            boolean further = before.stage() == Stage.PRODUCTION && stage == Stage.STAGING;
            if (!further) {
              registry.moves().moveStage(tx, id, stage, reason);
            }
            boolean moves = !further && before.stage() != stage;
            return new Promotion(id.model(), id.version(), null, gate.name(), moves);
          }
          Promoted promoted =
              registry.moves().promote(tx, id, Stage.PRODUCTION, gate.name(), reason);
          return promotion(id, gate.name(), before, promoted);
        });
    if (promotion.changed()) {
      LOG.info("version promoted version={} gate={} verdict={}", id, gate.name(), verdict.id());
    }
    return promotion;
  }

  /** One verdict promotes once: what happened since, a rollback for example, stays as it is. */
  private boolean movedBy(Verdict verdict) {
    return registry.moves().history(new ModelVersionId(verdict.model(), verdict.version())).stream()
        .anyMatch(move -> verdict.ref().equals(move.move().evidence()));
  }

  private @Nullable Integer carrier(String model, Gate gate) {
    return gate.bindsStage()
        ? null
        : registry
            .versions()
            .findByAlias(model, gate.name())
            .map(version -> version.id().version())
            .orElse(null);
  }

  private void refuseUnlessStanding(Verdict verdict, Gate gate, @Nullable Integer carried) {
    Optional<String> ended = GateBook.ended(verdict, gate, carried, clock.instant());
    Optional<Verdict> latest =
        gates.store().latest(verdict.model(), verdict.version(), verdict.gate());
    String problem =
        verdict.outcome() != Outcome.PASS
            ? "says " + verdict.outcome()
            : ended.isPresent()
                ? "allows it no longer: " + ended.get()
                : latest.isPresent() && !latest.get().id().equals(verdict.id())
                    ? "was followed by verdict " + latest.get().id()
                    : "";
    if (!problem.isEmpty()) {
      throw NoriaException.refused(
          "%s/%d is not promoted: verdict %s of gate %s %s (evidence: /#/verdicts/%s)"
              .formatted(
                  verdict.model(),
                  verdict.version(),
                  verdict.id(),
                  verdict.gate(),
                  problem,
                  verdict.id()),
          verdict.ref());
    }
  }

  private static Promotion promotion(
      ModelVersionId id, String gate, ModelVersion before, Promoted promoted) {
    Integer former = promoted.former() == null ? null : promoted.former().version();
    boolean already = before.aliases().contains(gate) && before.stage() == Stage.PRODUCTION;
    return new Promotion(id.model(), id.version(), former, gate, !already);
  }

  /**
   * Points the alias back at a version that carried it before, in one transaction with both stages.
   *
   * @throws NoriaException FAILED_PRECONDITION when the version never carried it
   */
  public Promotion rollback(
      String model, String alias, int toVersion, Instant eventTime, String why) {
    ModelVersionId id = new ModelVersionId(model, toVersion);
    ModelVersion before = registry.versions().get(id);
    boolean carried =
        registry.moves().history(id).stream()
            .anyMatch(move ->
                move.move() instanceof Move.OfAlias of
                    && of.alias().equals(alias)
                    && Objects.equals(of.to(), toVersion));
    if (!carried) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "rollback: %s never was %s (expected: a version that carried the alias before)"
              .formatted(id, alias));
    }
    Reason reason =
        new Reason(
            "rollback: " + why,
            eventTime,
            gates.verdicts(model, toVersion).stream()
                .filter(v -> v.gate().equals(alias) && v.outcome() == Outcome.PASS)
                .map(Verdict::ref)
                .findFirst()
                .orElse(null));
    Promotion rolled =
        db.write(tx ->
            ScopedValue.where(GateBook.ROLLING_BACK, true)
                .call(() ->
                    promotion(
                        id,
                        alias,
                        before,
                        registry.moves().promote(tx, id, Stage.PRODUCTION, alias, reason))));
    if (rolled.changed()) {
      LOG.info("version rolled-back version={} alias={} why={}", id, alias, why);
    }
    return rolled;
  }

  /**
   * Moves a version back to a stage that it was in before, and the newer versions there to
   * Archived, in one transaction.
   *
   * @throws NoriaException FAILED_PRECONDITION when the version never was in the stage
   */
  public void rollbackStage(
      String model, Stage stage, int toVersion, Instant eventTime, String why) {
    ModelVersionId id = new ModelVersionId(model, toVersion);
    registry.versions().get(id);
    boolean stood =
        registry.moves().history(id).stream()
            .anyMatch(move -> move.move() instanceof Move.OfStage of && of.to() == stage);
    if (!stood) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "rollback: %s never was in %s (expected: a version that was in the stage before)"
              .formatted(id, stage.title()));
    }
    Reason reason = new Reason("rollback: " + why, eventTime, null);
    List<ModelVersionId> newer = newerIn(model, stage, toVersion);
    db.write(tx ->
        ScopedValue.where(GateBook.ROLLING_BACK, true)
            .call(() -> {
              registry.moves().moveStage(tx, id, stage, reason);
              newer.forEach(other -> registry.moves().moveStage(tx, other, Stage.ARCHIVED, reason));
              return null;
            }));
    LOG.info("version rolled-back version={} stage={} why={}", id, stage.title(), why);
  }

  /** The versions in the stage that are newer: a rollback of the stage archives them. */
  public List<ModelVersionId> newerIn(String model, Stage stage, int version) {
    return registry.versions().list(model).stream()
        .filter(other -> other.stage() == stage && other.id().version() > version)
        .map(ModelVersion::id)
        .toList();
  }

  /**
   * What moved.
   *
   * @param model the registered model
   * @param version the version that took over
   * @param former the version that carried the alias before; null when there was none
   * @param gate the gate's or alias's name
   * @param changed false when everything was already so
   */
  public record Promotion(
      String model, int version, @Nullable Integer former, String gate, boolean changed) {}
}
