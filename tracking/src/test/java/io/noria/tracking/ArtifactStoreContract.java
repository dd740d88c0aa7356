package io.noria.tracking;

import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What artifacts and logged models do, on any database. */
public abstract class ArtifactStoreContract extends TrackingContract {
  private ArtifactStore artifacts() {
    return tracking.artifacts();
  }

  private ArtifactRoot root() {
    return ArtifactRoot.of(ExperimentId.DEFAULT, run("r"));
  }

  private void put(ArtifactRoot root, String path, String text) throws IOException {
    artifacts().put(root, path, new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private String text(ArtifactRoot root, String path) throws IOException {
    return new String(artifacts().open(root, path).readAllBytes(), UTF_8);
  }

  @Test
  void filesAreKeptUnderTheirPathsAndFoldersListed() throws IOException {
    ArtifactRoot root = root();
    put(root, "model/MLmodel", "flavors");
    put(root, "model/data/a b.json", "{}");
    put(root, "notes.txt", "one");
    put(root, "notes.txt", "two");
    assertThat(text(root, "notes.txt")).isEqualTo("two");
    assertThat(artifacts().list(root, ""))
        .extracting(Artifact::path, Artifact::directory, Artifact::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("model", true, 0L),
            org.assertj.core.groups.Tuple.tuple("notes.txt", false, 3L));
    assertThat(artifacts().list(root, "model"))
        .extracting(Artifact::path)
        .containsExactly("model/MLmodel", "model/data");
    assertThat(artifacts().list(root, "nothing")).isEmpty();
    assertThat(artifacts().files(root, "model")).hasSize(2);
    byte[] middle = artifacts().open(root, "model/MLmodel", 1, 3).readAllBytes();
    assertThat(new String(middle, UTF_8)).isEqualTo("lav");
    assertThat(artifacts().find(root, "model")).isEmpty();
    refused(NOT_FOUND, "no file 'model'", () -> artifacts().open(root, "model"));
    artifacts().delete(root, "model");
    artifacts().delete(root, "model");
    assertThat(artifacts().files(root, "")).extracting(Artifact::path).containsExactly("notes.txt");
  }

  @Test
  void wholeFoldersGoInAndOut() throws IOException {
    ArtifactRoot root = root();
    Path in = Files.createDirectories(folder.resolve("in/sub"));
    Files.writeString(in.resolve("x"), "x");
    Files.writeString(folder.resolve("in/y"), "y");
    assertThat(artifacts().putFolder(root, "model", folder.resolve("in"))).hasSize(2);
    Path out = artifacts().localFolder(new ArtifactFolder(root, "model"), folder.resolve("out"));
    assertThat(Files.readString(out.resolve("sub/x"))).isEqualTo("x");
    assertThat(Files.readString(out.resolve("y"))).isEqualTo("y");
    refused(
        NOT_FOUND,
        "no folder",
        () -> artifacts().localFolder(new ArtifactFolder(root, "other"), folder.resolve("o")));
  }

  @Test
  void pathsThatEscapeOrClashAreRefusedBeforeBytesAreTaken() throws IOException {
    ArtifactRoot root = root();
    put(root, "a/b", "x");
    Digest evil =
        ObjectStores.memory().put(new ByteArrayInputStream("evil".getBytes(UTF_8))).digest();
    for (String path : List.of("../x", "/x", "a/../b", "a//b", "", ".", "a\\b", "a/\u0000", "a/")) {
      refused(INVALID_ARGUMENT, "artifact path", () -> put(root, path, "evil"));
    }
    assertThat(objects.find(evil)).isEmpty();
    refused(INVALID_ARGUMENT, "clashes", () -> put(root, "a", "x"));
    refused(INVALID_ARGUMENT, "clashes", () -> put(root, "a/b/c", "x"));
    refused(INVALID_ARGUMENT, "artifact path", () -> ArtifactRoot.parse("0/../1/artifacts/x"));
    refused(INVALID_ARGUMENT, "expected: EXPERIMENT", () -> ArtifactRoot.parse("0/x"));
    assertThat(ArtifactRoot.parse(root + "/artifacts/a/b"))
        .isEqualTo(new ArtifactFolder(root, "a/b"));
    assertThat(ArtifactRoot.parse("0/models/m-1/artifacts").root().value())
        .isEqualTo("0/models/m-1");
  }

  @Test
  void onlyWhatExistsOwnsArtifacts() {
    RunId run = run("r");
    ArtifactRoot nobody = ArtifactRoot.of(ExperimentId.DEFAULT, new RunId("nobody"));
    refused(NOT_FOUND, "nobody", () -> put(nobody, "x", "x"));
    ArtifactRoot elsewhere = ArtifactRoot.of(new ExperimentId("7"), run);
    refused(NOT_FOUND, "experiment 0", () -> put(elsewhere, "x", "x"));
    tracking.runs().delete(run);
    refused(
        FAILED_PRECONDITION,
        "deleted",
        () -> put(ArtifactRoot.of(ExperimentId.DEFAULT, run), "x", "x"));
  }

  @Test
  void loggedModelsBecomeReadyAndAreFound() throws IOException {
    RunId run = run("r");
    LoggedModelStore models = tracking.loggedModels();
    LoggedModel model =
        models.create(
            new NewLoggedModel(
                ExperimentId.DEFAULT, "m", run, "sklearn", Map.of("p", "1"), Map.of("t", "1")));
    assertThat(model.status()).isEqualTo(LoggedModel.Status.PENDING);
    assertThat(model.id().value()).matches("m-[0-9a-f]{32}");
    put(model.artifacts(), "MLmodel", "x");
    assertThat(models.finish(model.id(), LoggedModel.Status.READY).status())
        .isEqualTo(LoggedModel.Status.READY);
    tracking.runs().logOutputs(run, List.of(new ModelOutput(model.id(), 3)));
    assertThat(tracking.runs().get(run).outputs()).containsExactly(new ModelOutput(model.id(), 3));
    tracking.runs().logInputs(run, List.of(), List.of(model.id(), model.id()));
    assertThat(tracking.runs().get(run).modelInputs()).containsExactly(model.id());
    Metric auc = point("auc", 0.8, 2);
    tracking
        .runs()
        .log(
            run,
            RunData.ofMetrics(List.of(auc)),
            List.of(
                new ModelPoint(model.id(), auc, "flights", "d1"),
                new ModelPoint(model.id(), auc, null, null)));
    models.setTags(model.id(), Map.of("t", "2"));
    models.logParams(model.id(), Map.of("q", "2"));
    refused(INVALID_ARGUMENT, "already", () -> models.logParams(model.id(), Map.of("q", "3")));
    LoggedModel full = models.get(model.id());
    assertThat(full.params()).isEqualTo(Map.of("p", "1", "q", "2"));
    assertThat(full.tags()).isEqualTo(Map.of("t", "2"));
    assertThat(full.metrics()).hasSize(2);
    LoggedModel other =
        models.create(new NewLoggedModel(ExperimentId.DEFAULT, null, null, "", Map.of(), Map.of()));
    assertThat(search("name = 'm' AND params.p = '1' AND status = 'READY'"))
        .containsExactly(model.id());
    assertThat(search("metrics.auc > 0.5")).containsExactly(model.id());
    assertThat(search("model_id IN ('" + other.id() + "')")).containsExactly(other.id());
    assertThat(search("")).containsExactly(other.id(), model.id());
    refused(INVALID_ARGUMENT, "no field", () -> search("colour = 'x'"));
    assertThat(byAuc("flights")).containsExactly(model.id());
    assertThat(byAuc("weather")).isEmpty();
    models.deleteTag(model.id(), "t");
    refused(NOT_FOUND, "'t'", () -> models.deleteTag(model.id(), "t"));
    models.delete(model.id());
    refused(NOT_FOUND, "logged model", () -> models.get(model.id()));
    assertThat(search("")).containsExactly(other.id());
  }

  private List<LoggedModelId> search(String filter) {
    return ids(
        new LoggedModelSearch(
            List.of(ExperimentId.DEFAULT), filter, List.of(), List.of(), 100, null));
  }

  private List<LoggedModelId> byAuc(String dataset) {
    LoggedModelSearch.Dataset on = new LoggedModelSearch.Dataset(dataset, null);
    return ids(
        new LoggedModelSearch(
            List.of(ExperimentId.DEFAULT),
            "metrics.auc > 0",
            List.of(on),
            List.of(new LoggedModelSearch.Order("metrics.auc", false, on)),
            100,
            null));
  }

  private List<LoggedModelId> ids(LoggedModelSearch search) {
    return tracking.loggedModels().search(search).items().stream().map(LoggedModel::id).toList();
  }
}
