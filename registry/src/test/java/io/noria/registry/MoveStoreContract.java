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

  @Test
  void whereEverythingStoodIsKnownForEveryMoment() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    Instant before = clock.instant();
    as("ann", () -> moves().moveStage(first, Stage.PRODUCTION, false, WHY));
    as("ann", () -> moves().setAlias(first, "champion", WHY));
    Instant between = clock.instant();
    as(
        "ben",
        () ->
            database.write(tx ->
                moves().promote(tx, second, Stage.PRODUCTION, "champion", Reason.of("better"))));
    Instant after = clock.instant();
    as("cy", () -> registry.versions().delete(second));
    Instant end = clock.instant();

    Standing start = moves().at("m", before, false);
    assertThat(start.aliases()).isEmpty();
    assertThat(start.stage(Stage.DEVELOPMENT))
        .extracting(Standing.OfVersion::version)
        .containsExactly(second, first);
    assertThat(start.stage(Stage.DEVELOPMENT).getFirst().move()).isNull();

    Standing then = moves().at("m", between, false);
    Standing.OfVersion champion = then.alias("champion").orElseThrow();
    assertThat(champion.version()).isEqualTo(first);
    assertThat(champion.who()).isEqualTo("ann");
    assertThat(champion.since()).isBetween(before, between);
    Move move = java.util.Objects.requireNonNull(champion.move());
    assertThat(move.why()).isEqualTo("better on April");
    assertThat(move.evidence()).isEqualTo(VERDICT);
    assertThat(then.stage(Stage.PRODUCTION))
        .extracting(Standing.OfVersion::version)
        .containsExactly(first);
    assertThat(then.stage(Stage.DEVELOPMENT)).hasSize(1);

    Standing later = moves().at("m", after, false);
    assertThat(later.alias("champion")).map(Standing.OfVersion::who).contains("ben");
    assertThat(later.stage(Stage.ARCHIVED))
        .extracting(Standing.OfVersion::version)
        .containsExactly(first);

    Standing now = moves().at("m", end, false);
    assertThat(now.aliases()).isEmpty();
    assertThat(now.stages()).extracting(Standing.OfVersion::version).containsExactly(first);
    assertThat(moves().history("m", 1, null).items().getFirst().move())
        .isInstanceOf(Move.OfDeletion.class);

    assertThat(moves().at("m", START.minusSeconds(1), false).stages()).isEmpty();
    // ann's moves happened at START in the data's world, before anything was recorded.
    assertThat(moves().at("m", START, true).alias("champion"))
        .map(Standing.OfVersion::version)
        .contains(first);
    assertThatThrownBy(() -> moves().at("nobody", end, false)).hasMessageContaining("'nobody'");
  }

  @Test
  void thePastOutlivesRenamesAndDeletion() {
    ModelVersionId first = version("old");
    as("ann", () -> moves().setAlias(first, "champion", WHY));
    Instant then = clock.instant();
    as("ben", () -> registry.models().rename("old", "mid"));
    registry.models().rename("mid", "new");
    registry.models().delete("new");
    Instant end = clock.instant();
    for (String name : List.of("old", "mid", "new")) {
      Standing standing = moves().at(name, then, false);
      assertThat(standing.model()).isEqualTo("new");
      assertThat(standing.nameThen()).isEqualTo("old");
      assertThat(standing.alias("champion")).map(Standing.OfVersion::who).contains("ann");
      Standing gone = moves().at(name, end, false);
      assertThat(gone.nameThen()).isEqualTo("new");
      assertThat(gone.stages()).isEmpty();
      assertThat(gone.aliases()).isEmpty();
    }
    assertThat(moves().history("new", 10, null).items())
        .extracting(recorded -> recorded.move().why())
        .containsExactly("the model was deleted", "the model was deleted", "better on April");
  }

  @Test
  void aProtectedAliasIsMovedByThoseNamedAlone() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    moves().setAlias(first, "champion", Reason.NONE);
    ProtectionStore protections = registry.protections();
    as("boss", () -> protections.protect("m", "champion", List.of("ann", "ci", "ann")));
    assertThat(protections.list("m").getFirst().by()).containsExactly("ann", "ci");
    String said = "ann, ci may move it, you are ben";
    refused(
        PERMISSION_DENIED,
        said,
        () -> as("ben", () -> moves().setAlias(second, "champion", Reason.NONE)));
    refused(
        PERMISSION_DENIED,
        said,
        () -> as("ben", () -> moves().deleteAlias("m", "champion", Reason.NONE)));
    refused(PERMISSION_DENIED, said, () -> as("ben", () -> registry.versions().delete(first)));
    refused(PERMISSION_DENIED, "you are noria", () -> promote(second));
    refused(
        PERMISSION_DENIED,
        "take it along, you are ben",
        () -> as("ben", () -> registry.models().rename("m", "n")));
    refused(PERMISSION_DENIED, "ben", () -> as("ben", () -> registry.models().delete("m")));
    refused(
        PERMISSION_DENIED,
        "noria models unprotect m champion",
        () -> as("ben", () -> protections.unprotect("m", "champion")));
    refused(
        PERMISSION_DENIED,
        "change its protection",
        () -> as("ben", () -> protections.protect("m", "champion", List.of("ben"))));
    as("ann", () -> moves().setAlias(second, "champion", Reason.NONE));
    as("ben", () -> moves().setAlias(second, "other", Reason.NONE));
    as("ben", () -> moves().moveStage(second, Stage.STAGING, false, Reason.NONE));
    as("ann", () -> registry.models().rename("m", "n"));
    assertThat(protections.list("n")).hasSize(1);
    as("boss", () -> protections.unprotect("n", "champion"));
    as("ben", () -> moves().deleteAlias("n", "champion", Reason.NONE));
    refused(INVALID_ARGUMENT, "by", () -> protections.protect("n", "champion", List.of()));
    refused(NOT_FOUND, "'m'", () -> protections.protect("m", "champion", List.of("ann")));
  }
}
