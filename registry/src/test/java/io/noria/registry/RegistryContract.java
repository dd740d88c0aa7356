package io.noria.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suites of the area share: an empty registry on a database that the subclass opens. */
public abstract class RegistryContract {
  /** The start of the tests' clock. */
  protected static final Instant START = Instant.parse("2013-04-01T00:00:00Z");

  /** The verdict that refusals point at. */
  protected static final Ref VERDICT = Ref.of(Ref.Kind.VERDICT, "7");

  /** Somewhere to write. */
  @TempDir protected Path folder;

  /** A clock that moves one second at every look. */
  protected final InstantSource clock =
      new InstantSource() {
        private long seconds = START.getEpochSecond();

        @Override
        public synchronized Instant instant() {
          return Instant.ofEpochSecond(seconds++);
        }
      };

  /** Moves that the policy was asked about. */
  protected final List<Move> asked = new ArrayList<>();

  /** The stage or alias that the policy refuses, if any. */
  protected Optional<String> closed = Optional.empty();

  /** The database under test. */
  protected Database database;

  /** Runs to register from. */
  protected Tracking tracking;

  /** The area under test. */
  protected Registry registry;

  private ObjectStore objects;

  /** Opens an empty, migrated database. */
  protected abstract Database open(Path folder, InstantSource clock);

  @BeforeEach
  void openArea() {
    database = open(folder, clock);
    objects = ObjectStores.memory();
    tracking = Tracking.open(database, objects, IdSource.seeded(clock, 42));
    registry = Registry.open(database, tracking, this::check);
  }

  @AfterEach
  void closeArea() {
    objects.close();
    database.close();
  }

  private void check(Transaction tx, Move move) {
    asked.add(move);
    String to =
        switch (move) {
          case Move.OfStage stage -> stage.to().title();
          case Move.OfAlias alias -> alias.alias();
          case Move.OfDeletion deletion -> "deleted";
        };
    if (closed.isPresent() && closed.get().equals(to)) {
      throw NoriaException.refused("gate: " + to + " needs a passed verdict", VERDICT);
    }
  }

  /** A run in the default experiment. */
  protected RunId run() {
    return tracking.runs().create(NewRun.of(ExperimentId.DEFAULT, "r")).id();
  }

  /** Registers a version of the model from a new run. */
  protected ModelVersionId version(String model) {
    registry.models().ensure(model);
    return registry.versions().create(NewModelVersion.ofRun(model, run(), "model", null)).id();
  }

  /** Does it as somebody. */
  protected static void as(String who, Runnable work) {
    ScopedValue.where(Actor.CURRENT, who).run(work);
  }

  /** Everything in the area's tables: equal before and after means that nothing changed. */
  protected List<String> state() {
    List<String> rows = new ArrayList<>();
    for (String table :
        List.of(
            "registered_models",
            "registered_model_tags",
            "model_versions",
            "model_version_tags",
            "model_aliases",
            "model_moves",
            "model_renames",
            "protected_aliases",
            "outbox",
            "lineage_edge")) {
      List<Map<String, Object>> all =
          database.read(handle -> handle.select("SELECT * FROM " + table).mapToMap().list());
      all.stream().map(row -> table + row).sorted().forEach(rows::add);
    }
    return rows;
  }

  /** The call fails with the code and changes nothing. */
  protected void refused(ErrorCode code, String message, ThrowingCallable call) {
    List<String> before = state();
    assertThatThrownBy(call)
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(code);
    assertThat(state()).isEqualTo(before);
  }
}
