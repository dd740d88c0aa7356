package io.noria.registry;

import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static io.noria.base.ErrorCode.PERMISSION_DENIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stages and aliases do, on any database. */
public abstract class MoveStoreContract extends RegistryContract {
  private static final Reason WHY = new Reason("better on April", START, VERDICT);

  private MoveStore moves() {
    return registry.moves();
  }

  private Stage stage(ModelVersionId id) {
    return registry.versions().get(id).stage();
  }

  @Test
  void aStageMoveIsCheckedRecordedAndTold() {
    ModelVersionId id = version("m");
    as("ann", () -> moves().moveStage(id, Stage.STAGING, false, WHY));
    moves().moveStage(id, Stage.STAGING, false, WHY);
    Move move =
        new Move.OfStage(id, Stage.DEVELOPMENT, Stage.STAGING, "better on April", START, VERDICT);
    assertThat(asked).containsExactly(move);
    List<RecordedMove> history = moves().history(id);
    assertThat(history).extracting(RecordedMove::move).containsExactly(move);
    assertThat(history.getFirst().who()).isEqualTo("ann");
    assertThat(history.getFirst().recordedAt()).isAfter(START);
    assertThat(events()).containsExactly("ModelVersionMoved");
    refused(
        NOT_FOUND,
        "no version 9",
        () -> moves().moveStage(new ModelVersionId("m", 9), Stage.STAGING, false, WHY));
    refused(
        INVALID_ARGUMENT,
        "archive_existing_versions",
        () -> moves().moveStage(id, Stage.ARCHIVED, true, WHY));
  }

  private List<String> events() {
    return database.read(handle ->
        handle
            .select("SELECT type FROM outbox WHERE type LIKE '%Moved' ORDER BY sequence")
            .mapTo(String.class)
            .list());
  }

  @Test
  void othersInTheStageCanBeArchivedWithIt() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    moves().moveStage(first, Stage.PRODUCTION, false, Reason.NONE);
    moves().moveStage(second, Stage.PRODUCTION, true, Reason.NONE);
    assertThat(stage(first)).isEqualTo(Stage.ARCHIVED);
    assertThat(stage(second)).isEqualTo(Stage.PRODUCTION);
    assertThat(registry.versions().findByStage("m", Stage.PRODUCTION))
        .map(ModelVersion::id)
        .contains(second);
    assertThat(registry.models().get("m").latest())
        .extracting(ModelVersion::id)
        .containsExactly(first, second);
  }

  @Test
  void anAliasPointsAtOneVersionAndItsPastIsKnown() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    Instant before = clock.instant();
    moves().setAlias(first, "champion", Reason.of("first"));
    Instant between = clock.instant();
    moves().setAlias(second, "champion", Reason.of("second"));
    moves().setAlias(second, "champion", Reason.of("again"));
    Instant after = clock.instant();
    moves().deleteAlias("m", "champion", Reason.NONE);
    moves().deleteAlias("m", "champion", Reason.NONE);
    Instant end = clock.instant();
    assertThat(moves().aliasAt("m", "champion", before)).isEmpty();
    assertThat(moves().aliasAt("m", "champion", between)).contains(first);
    assertThat(moves().aliasAt("m", "champion", after)).contains(second);
    assertThat(moves().aliasAt("m", "champion", end)).isEmpty();
    assertThat(moves().history("m", 10, null).items())
        .extracting(recorded -> recorded.move().why())
        .containsExactly("", "second", "first");
    var page = moves().history("m", 2, null);
    assertThat(page.items()).hasSize(2);
    assertThat(moves().history("m", 2, page.nextToken()).items()).hasSize(1);
    for (String bad : List.of("", "latest", "LATEST", "v7", "a b", "a/b", "x".repeat(256))) {
      refused(INVALID_ARGUMENT, "alias", () -> moves().setAlias(first, bad, Reason.NONE));
    }
    refused(NOT_FOUND, "'nobody'", () -> moves().deleteAlias("nobody", "a", Reason.NONE));
  }

  @Test
  void whatThePolicyRefusesChangesNothing() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    moves().moveStage(first, Stage.STAGING, false, Reason.NONE);
    closed = Optional.of("Production");
    refused(
        PERMISSION_DENIED,
        "needs a passed verdict",
        () -> moves().moveStage(second, Stage.PRODUCTION, true, Reason.NONE));
    closed = Optional.of("Archived");
    refused(
        PERMISSION_DENIED,
        "gate",
        () -> moves().moveStage(second, Stage.STAGING, true, Reason.NONE));
    closed = Optional.of("champion");
    refused(PERMISSION_DENIED, "gate", () -> promote(second));
    refused(PERMISSION_DENIED, "gate", () -> moves().setAlias(second, "champion", Reason.NONE));
    assertThatThrownBy(() -> promote(second))
        .extracting(e -> ((NoriaException) e).evidence())
        .isEqualTo(Optional.of(VERDICT));
  }

  @Test
  void promotionIsOneTransaction() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    assertThat(promote(first).former()).isNull();
    Promoted promoted = promote(second);
    assertThat(promoted.version().stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(promoted.version().aliases()).containsExactly("champion");
    assertThat(promoted.former()).isEqualTo(first);
    ModelVersion former = registry.versions().get(first);
    assertThat(former.stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(former.aliases()).isEmpty();
    assertThat(registry.versions().findByAlias("m", "champion"))
        .map(ModelVersion::id)
        .contains(second);
    assertThat(promote(second).former()).isNull();
    assertThat(events()).hasSize(5);
    Move archived = moves().history(first).getLast().move();
    assertThat(archived.why()).isEqualTo("version 2 took over as champion");
    assertThat(archived.evidence()).isEqualTo(VERDICT);
    assertThat(archived.eventTime()).isEqualTo(START);
  }

  private Promoted promote(ModelVersionId id) {
    return database.write(tx -> moves().promote(tx, id, Stage.PRODUCTION, "champion", WHY));
  }

  @Test
  void stagesHaveOldNamesToo() {
    assertThat(Stage.parse("none")).isEqualTo(Stage.DEVELOPMENT);
    assertThat(Stage.parse("PRODUCTION")).isEqualTo(Stage.PRODUCTION);
    assertThatThrownBy(() -> Stage.parse("Shipping")).hasMessageContaining("'Shipping'");
  }
}
