package io.noria.registry;

import static io.noria.base.ErrorCode.ALREADY_EXISTS;
import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Page;
import io.noria.storage.object.Digest;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.RunId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What models and versions do, on any database. */
public abstract class ModelStoreContract extends RegistryContract {
  private ModelStore models() {
    return registry.models();
  }

  private VersionStore versions() {
    return registry.versions();
  }

  private ModelVersion create(String model, String source) {
    return versions().create(new NewModelVersion(model, source, null, null, "", Map.of(), null));
  }

  @Test
  void modelsHaveNamesTagsAndDescriptions() {
    RegisteredModel made = models().create("flights", "late or not", Map.of("team", "ops"));
    assertThat(models().get("flights")).isEqualTo(made);
    refused(ALREADY_EXISTS, "'flights'", () -> models().create("flights", "", Map.of()));
    models().setTag("flights", "team", "data");
    models().setTag("flights", "a", "b");
    models().deleteTag("flights", "a");
    models().deleteTag("flights", "a");
    assertThat(models().get("flights").tags()).containsExactly(Map.entry("team", "data"));
    assertThat(models().describe("flights", "new").description()).isEqualTo("new");
    for (String bad : List.of("", " ", "a/b", "a:b", "x".repeat(257))) {
      refused(INVALID_ARGUMENT, "model name", () -> models().create(bad, "", Map.of()));
    }
    refused(NOT_FOUND, "'other'", () -> models().get("other"));
    refused(NOT_FOUND, "'other'", () -> models().setTag("other", "a", "b"));
    assertThat(models().find("other")).isEmpty();
  }

  @Test
  void renamingTakesEverythingAlong() {
    ModelVersionId version = version("old");
    registry.moves().setAlias(version, "best", Reason.NONE);
    models().setTag("old", "a", "b");
    version("taken");
    refused(ALREADY_EXISTS, "'taken'", () -> models().rename("old", "taken"));
    RegisteredModel renamed = models().rename("old", "new");
    assertThat(renamed.aliases()).containsExactly(Map.entry("best", 1));
    assertThat(renamed.tags()).containsExactly(Map.entry("a", "b"));
    assertThat(versions().get(new ModelVersionId("new", 1)).aliases()).containsExactly("best");
    assertThat(registry.moves().history("new", 10, null).items()).hasSize(1);
    refused(NOT_FOUND, "'old'", () -> models().get("old"));
  }

  @Test
  void copiesCardsAndLineageFollowARename() {
    ModelVersionId original = version("old");
    registry
        .cards()
        .put(
            original,
            new ModelCard(
                new ModelCard.Details("old", 1, "xgboost", "", null, "2013-04-01", ""),
                new ModelCard.IntendedUse("Late?", "", List.of()),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    models().ensure("copies");
    ModelVersion copy =
        versions()
            .create(new NewModelVersion("copies", "models:/old/1", null, null, "", Map.of(), null));
    String uri = versions().downloadUri(original);
    assertThat(versions().downloadUri(copy.id())).isEqualTo(uri);
    assertThat(registry.cards().find(copy.id()).orElseThrow().details().model())
        .isEqualTo("copies");
    models().rename("old", "new");
    ModelVersionId renamed = new ModelVersionId("new", 1);
    assertThat(versions().get(copy.id()).source()).isEqualTo("models:/new/1");
    assertThat(versions().downloadUri(copy.id())).isEqualTo(uri);
    assertThat(registry.cards().find(renamed).orElseThrow().details().model()).isEqualTo("new");
    var lineage = io.noria.storage.lineage.Lineages.open(database);
    assertThat(lineage.into(renamed.ref())).hasSize(1);
    assertThat(lineage.into(copy.id().ref()))
        .extracting(io.noria.base.LineageEdge::relation)
        .contains("copied");
    assertThat(lineage.into(original.ref())).isEmpty();
    versions().delete(renamed);
    assertThat(versions().downloadUri(copy.id())).isEqualTo(uri);
  }

  @Test
  void numbersAreNeverUsedTwice() {
    ModelVersionId first = version("m");
    ModelVersionId second = version("m");
    assertThat(List.of(first.version(), second.version())).containsExactly(1, 2);
    registry.moves().setAlias(second, "best", Reason.NONE);
    versions().delete(second);
    assertThat(versions().find(second)).isEmpty();
    assertThat(versions().findByAlias("m", "best")).isEmpty();
    assertThat(version("m").version()).isEqualTo(3);
    models().delete("m");
    refused(NOT_FOUND, "no version 1", () -> versions().get(first));
    assertThat(version("m").version()).isEqualTo(4);
    refused(NOT_FOUND, "'nobody'", () -> create("nobody", "s3://bucket/m"));
  }

  @Test
  void sourcesAreUnderstoodOrRefused() {
    RunId run = run();
    models().ensure("m");
    ModelVersion ofRun = create("m", "runs:/" + run + "/model");
    assertThat(ofRun.run()).isEqualTo(run);
    assertThat(ofRun.stage()).isEqualTo(Stage.DEVELOPMENT);
    String uri = "mlflow-artifacts:/0/" + run + "/artifacts/model";
    assertThat(versions().downloadUri(ofRun.id())).isEqualTo(uri);
    ModelVersion copy = create("m", "models:/m/1");
    ModelVersion copied = create("m", "models:/m/2");
    assertThat(copied.run()).isEqualTo(run);
    assertThat(versions().downloadUri(copied.id())).isEqualTo(uri);
    assertThat(versions().folder(copy.id()).path()).isEqualTo("model");
    LoggedModel logged =
        tracking
            .loggedModels()
            .create(new NewLoggedModel(ExperimentId.DEFAULT, "l", run, "", Map.of(), Map.of()));
    ModelVersion ofLogged = create("m", "models:/" + logged.id());
    assertThat(ofLogged.loggedModel()).isEqualTo(logged.id());
    assertThat(ofLogged.run()).isEqualTo(run);
    assertThat(versions().folder(ofLogged.id()).root())
        .isEqualTo(ArtifactRoot.of(ExperimentId.DEFAULT, logged.id()));
    assertThat(versions().downloadUri(create("m", uri).id())).isEqualTo(uri);
    assertThat(
            versions()
                .downloadUri(create("m", "mlflow-artifacts://host:1" + uri.substring(17)).id()))
        .isEqualTo(uri);
    ModelVersion far = create("m", "s3://bucket/m");
    assertThat(versions().downloadUri(far.id())).isEqualTo("s3://bucket/m");
    refused(FAILED_PRECONDITION, "s3://bucket/m", () -> versions().folder(far.id()));
    for (String bad :
        List.of(
            "",
            "/tmp/model",
            "model",
            "file:///tmp/model",
            "runs:/" + run,
            "runs:/" + run + "/../x",
            "mlflow-artifacts:/0/../x/artifacts",
            "models:/m",
            "models:/m/x")) {
      refused(INVALID_ARGUMENT, "(expected", () -> create("m", bad));
    }
    refused(NOT_FOUND, "nobody", () -> create("m", "runs:/nobody/model"));
    refused(NOT_FOUND, "m-nobody", () -> create("m", "models:/m-nobody"));
    refused(NOT_FOUND, "no version 99", () -> create("m", "models:/m/99"));
  }

  @Test
  void registeringIsToldAndLinked() {
    ModelVersionId id = version("m");
    List<String> edges =
        database.read(handle ->
            handle
                .select("SELECT relation || ' ' || to_ref FROM lineage_edge")
                .mapTo(String.class)
                .list());
    assertThat(edges).containsExactly("produced " + id.ref());
    List<String> types =
        database.read(handle ->
            handle.select("SELECT type FROM outbox ORDER BY sequence").mapTo(String.class).list());
    assertThat(types).containsExactly("RunStarted", "ModelVersionRegistered");
  }

  @Test
  void versionsAreSearchedSortedAndPaged() {
    for (int i = 0; i < 5; i++) {
      ModelVersionId id = version(i % 2 == 0 ? "even" : "odd");
      versions().setTag(id, "i", Integer.toString(i));
    }
    versions().setTag(new ModelVersionId("odd", 1), "mlflow.prompt.is_prompt", "true");
    assertThat(versionsOf("name = 'even'")).containsExactly("even/3", "even/2", "even/1");
    assertThat(versionsOf("name LIKE '%d%' AND version_number > 1")).containsExactly("odd/2");
    assertThat(versionsOf("version_number = '3'")).containsExactly("even/3");
    assertThat(versionsOf("tags.i = '0'")).containsExactly("even/1");
    assertThat(versionsOf("name = 'odd' AND tags.`mlflow.prompt.is_prompt` != 'true'"))
        .containsExactly("odd/2");
    RunId run = versions().get(new ModelVersionId("odd", 2)).run();
    assertThat(versionsOf("run_id IN ('" + run + "')")).containsExactly("odd/2");
    refused(INVALID_ARGUMENT, "no field", () -> versionsOf("colour = 'x'"));
    List<String> paged = new ArrayList<>();
    String token = null;
    do {
      Page<ModelVersion> page = versions().search("", List.of("version_number ASC"), 2, token);
      page.items().forEach(v -> paged.add(v.id().toString()));
      token = page.nextToken();
    } while (token != null);
    assertThat(paged).containsExactly("even/1", "odd/1", "even/2", "odd/2", "even/3");
    assertThat(versions().list("even")).hasSize(3);
  }

  private List<String> versionsOf(String filter) {
    return versions().search(filter, List.of(), 100, null).items().stream()
        .map(version -> version.id().toString())
        .toList();
  }

  @Test
  void modelsAreSearchedAndPromptsHidden() {
    version("a");
    models().create("b", "", Map.of("mlflow.prompt.is_prompt", "true", "x", "1"));
    models().create("C", "", Map.of());
    assertThat(modelsOf("")).containsExactly("C", "a", "b");
    assertThat(modelsOf("tags.`mlflow.prompt.is_prompt` != 'true'")).containsExactly("C", "a");
    assertThat(modelsOf("tags.`mlflow.prompt.is_prompt` = 'true'")).containsExactly("b");
    assertThat(modelsOf("tags.x != '2' AND name ILIKE 'B'")).containsExactly("b");
    assertThat(models().search("", List.of(), 0, null).items()).isEmpty();
    Page<RegisteredModel> first = models().search("", List.of("name DESC"), 2, null);
    assertThat(first.items()).extracting(RegisteredModel::name).containsExactly("b", "a");
    assertThat(models().search("", List.of("name DESC"), 2, first.nextToken()).items())
        .extracting(RegisteredModel::name)
        .containsExactly("C");
    refused(INVALID_ARGUMENT, "max_results", () -> models().search("", List.of(), 1001, null));
  }

  private List<String> modelsOf(String filter) {
    return models().search(filter, List.of(), 100, null).items().stream()
        .map(RegisteredModel::name)
        .toList();
  }

  @Test
  void cardsAreKeptWithTheirVersion() {
    ModelVersionId id = version("m");
    assertThat(registry.cards().find(id)).isEmpty();
    registry.cards().put(id, CardTextTest.full());
    assertThat(registry.cards().find(id)).contains(CardTextTest.full());
    assertThat(registry.cards().markdown(id)).contains(CardText.markdown(CardTextTest.full()));
    ModelVersionId nobody = new ModelVersionId("m", 9);
    refused(NOT_FOUND, "no version 9", () -> registry.cards().put(nobody, CardTextTest.full()));
  }

  @Test
  void aBundleIsTrustedByTheRunThatMadeItFirst() {
    Digest made = Digest.of("made here".getBytes(StandardCharsets.UTF_8));
    RunId first = run();
    registry.trusted().trust(made, first);
    registry.trusted().trust(made, run());
    assertThat(registry.trusted().find(made)).contains(first);
    assertThat(registry.trusted().find(Digest.of(new byte[] {1}))).isEmpty();
  }

  @Test
  void filesAreTrustedByTheirListingUntilThatIsWithdrawn() {
    ModelVersionId id = version("m");
    Digest one = listing("model.pkl", "a").digest();
    var decision = registry.trustedFiles().trust(id, one);
    assertThat(decision.version()).isEqualTo(id);
    assertThat(decision.by()).isNotEmpty();
    assertThat(registry.trustedFiles().trust(version("other"), one)).isEqualTo(decision);
    assertThat(registry.trustedFiles().find(one)).contains(decision);
    assertThat(registry.trustedFiles().find(listing("model.pkl", "b").digest())).isEmpty();
    assertThat(registry.trustedFiles().find(listing("model2.pkl", "a").digest())).isEmpty();
    registry.trustedFiles().withdraw(one);
    registry.trustedFiles().withdraw(one);
    assertThat(registry.trustedFiles().find(one)).isEmpty();
    assertThat(registry.trustedFiles().trust(id, one).version()).isEqualTo(id);
    assertThat(registry.trustedFiles().find(one)).isPresent();
  }

  private static VersionFiles listing(String path, String content) {
    Digest digest = Digest.of(content.getBytes(StandardCharsets.UTF_8));
    return new VersionFiles(List.of(new VersionFiles.File(path, content.length(), digest)));
  }
}
