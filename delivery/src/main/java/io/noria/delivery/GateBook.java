package io.noria.delivery;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.sql.SqlVerdictStore;
import io.noria.monitoring.PromotionValues;
import io.noria.registry.Move;
import io.noria.registry.MovePolicy;
import io.noria.registry.Stage;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Gates and the verdicts given at them. As the registry's {@link MovePolicy} it refuses every move
 * into a gated stage or onto a gated alias that no standing PASS allows, whichever client asks.
 * Thread-safe.
 */
public final class GateBook implements MovePolicy, PromotionValues {
  /** The alias of the version that answers, which others are compared with. */
  public static final String CHAMPION = "champion";

  /** Bound within a rollback's transaction: the version has passed before. */
  static final ScopedValue<Boolean> ROLLING_BACK = ScopedValue.newInstance();

  private final VerdictStore store;

  private GateBook(VerdictStore store) {
    this.store = store;
  }

  /** Opens the book. */
  public static GateBook open(Database db) {
    return new GateBook(new SqlVerdictStore(db));
  }

  VerdictStore store() {
    return store;
  }

  /**
   * Replaces the model's gates; the same again changes nothing.
   *
   * @throws NoriaException INVALID_ARGUMENT when two have one name, or one is another model's
   */
  public void bind(String model, List<Gate> gates) {
    if (gates.stream().map(Gate::name).distinct().count() < gates.size()
        || gates.stream().anyMatch(gate -> !gate.model().equals(model))) {
      throw NoriaException.invalid(
          "gates of "
              + model
              + ": "
              + gates.stream().map(g -> g.model() + "/" + g.name()).toList()
              + " (expected: different names, all of "
              + model
              + ")");
    }
    if (!gates(model).equals(gates)) {
      store.bind(model, gates);
    }
  }

  /** The model's gates, in the order given. */
  public List<Gate> gates(String model) {
    return store.gates(model);
  }

  /** The gate of the name, if the model has it. */
  public Optional<Gate> gate(String model, String name) {
    return gates(model).stream().filter(gate -> gate.name().equals(name)).findFirst();
  }

  /**
   * One verdict.
   *
   * @throws NoriaException NOT_FOUND
   */
  public Verdict verdict(String id) {
    return store
        .find(id)
        .orElseThrow(() -> NoriaException.notFound("verdict: " + id + " (there is none)"));
  }

  /** The model's verdicts, newest first; only the version's when one is given. */
  public List<Verdict> verdicts(String model, @Nullable Integer version) {
    return store.list(model, version);
  }

  /**
   * The PASS that would let the version through the gate now, if there is one.
   *
   * @param champion the version that the gate's alias points at now; null for none
   */
  public Optional<Verdict> standing(
      String model, int version, String gate, @Nullable Integer champion, Instant now) {
    Optional<Gate> bound = gate(model, gate);
    return store
        .latest(model, version, gate)
        .filter(verdict ->
            verdict.outcome() == Outcome.PASS
                && bound.isPresent()
                && ended(verdict, bound.get(), champion, now).isEmpty());
  }

  /** Why a PASS holds no longer; empty while it does. */
  static Optional<String> ended(
      Verdict verdict, Gate gate, @Nullable Integer champion, Instant now) {
    Instant expiresAt = verdict.expiresAt();
    if (expiresAt != null && !now.isBefore(expiresAt)) {
      return Optional.of("it ended at " + expiresAt);
    }
    if (!verdict.checks().stream().map(Verdict.CheckResult::check).toList().equals(gate.checks())) {
      return Optional.of("the gate asks for something else since");
    }
    boolean compared =
        gate.checks().stream().anyMatch(check -> check.kind() == Check.Kind.BEATS_CHAMPION);
    if (compared
        && !gate.bindsStage()
        && !Objects.equals(champion, verdict.champion())
        && !Objects.equals(champion, verdict.version())) {
      return Optional.of(
          "it was compared with "
              + (verdict.champion() == null ? "no champion" : "version " + verdict.champion())
              + " and "
              + (champion == null ? "there is none now" : "version " + champion + " is it now"));
    }
    return Optional.empty();
  }

  @Override
  public void check(Transaction tx, Move move) {
    if (ROLLING_BACK.isBound()) {
      return;
    }
    switch (move) {
      case Move.OfAlias alias -> {
        if (alias.to() != null) {
          check(tx, move, alias.alias(), alias.from(), "carry alias " + alias.alias());
        }
      }
      case Move.OfStage stage ->
          check(tx, move, name(stage.to()), null, "go to " + stage.to().title());
      case Move.OfDeletion deletion -> {
        // A gate keeps versions out of a place; it keeps none in the registry.
      }
    }
  }

  /** Gates and verdicts are kept under the model's name: another name would be free of them. */
  @Override
  public void checkRename(Transaction tx, String model) {
    List<Gate> gates = store.gates(tx, model);
    if (!gates.isEmpty()) {
      throw NoriaException.refused(
          "model "
              + model
              + " has the gates "
              + gates.stream().map(Gate::name).toList()
              + " and keeps its name (expected: a model without gates)",
          Ref.of(Ref.Kind.MODEL, model));
    }
  }

  private void check(
      Transaction tx, Move move, String name, @Nullable Integer champion, String what) {
    String model = move.version().model();
    int version = move.version().version();
    Optional<Gate> gate =
        store.gates(tx, model).stream()
            .filter(bound -> bound.name().equals(name) && bound.bindsStage() == isStage(move))
            .findFirst();
    if (gate.isEmpty()) {
      return;
    }
    String start = "%s may not %s: gate %s ".formatted(move.version(), what, name);
    Verdict verdict =
        store
            .latest(tx, model, version, name)
            .orElseThrow(() ->
                NoriaException.refused(
                    start
                        + "has not judged it (a turn of the wheel judges its candidates;"
                        + " see /#/models/"
                        + model
                        + ")",
                    move.version().ref()));
    if (verdict.outcome() != Outcome.PASS) {
      throw NoriaException.refused(
          start + "says " + verdict.outcome() + ": " + verdict.summary() + link(verdict),
          verdict.ref());
    }
    ended(verdict, gate.get(), champion, tx.now())
        .ifPresent(why -> {
          throw NoriaException.refused(
              start + "had passed it, but " + why + link(verdict), verdict.ref());
        });
  }

  private static String link(Verdict verdict) {
    return " (evidence: /#/verdicts/" + verdict.id() + ")";
  }

  private static boolean isStage(Move move) {
    return move instanceof Move.OfStage;
  }

  /** The name of a stage's gate. */
  static String name(Stage stage) {
    return stage.title().toLowerCase(Locale.ROOT);
  }

  @Override
  public OptionalDouble atPromotion(String model, int version, String metric) {
    return verdicts(model, version).stream()
        .filter(verdict -> verdict.outcome() == Outcome.PASS)
        .map(verdict -> verdict.metrics().get(metric))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }
}
