package io.noria.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.registry.ModelVersion;
import io.noria.registry.Reason;
import io.noria.serving.Label;
import io.noria.thread.FeatureStory.Mark;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyTest {
  @TempDir Path folder;
  private WhyWorld world;
  private DatasetVersion february;
  private ModelVersion version;

  @BeforeEach
  void open() throws Exception {
    world = new WhyWorld(folder);
    february = world.data("2013-02");
    version = world.train(february, world.data("2013-03"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Story story(UUID id) {
    return world.why.of(id, Why.Wanted.USUAL);
  }

  @Test
  void tellsWhatWasServedWhatItAddedAndWhatCameTrue() {
    UUID id = world.ask(4, "south", "P-1");
    world.serving.labels().record(List.of(new Label(id.toString(), null, null, "yes", null)));

    Story story = story(id);

    assertThat(story.summary())
        .isEqualTo(
            "desk answered late = no (probability 0.88) for P-1 at 2013-03-05T08:00:00Z, by parcels"
                + " version 1; yes came true: wrong");
    assertThat(story.agrees()).isTrue();
    // Bias: (50·-2 + 30·1 + 20·2)/100 = -0.3, and 0 of the base score.
    var explanation = Objects.requireNonNull(story.explanation());
    assertThat(explanation.answered().bias()).isCloseTo(-0.3, within(1e-7));
    assertThat(story.features())
        .extracting(FeatureStory::name)
        .containsExactly("depot", "weight", "items");
    double running = explanation.answered().bias();
    for (FeatureStory feature : story.features()) {
      FeatureStory.Added added = Objects.requireNonNull(feature.added());
      running += added.contribution();
      assertThat(added.runningMargin()).isEqualTo(running);
      assertThat(added.runningValue()).isCloseTo(1 / (1 + Math.exp(-running)), within(1e-15));
    }
    assertThat(running).isEqualTo(explanation.answered().margin()).isEqualTo(-2);
    assertThat(Objects.requireNonNull(story.features().getLast().added()).contribution()).isZero();
  }

  @Test
  void putsEachValueBesideTheTrainingSample() {
    Story usual = story(world.ask(12, "south", "P-1"));
    assertThat(feature(usual, "weight").mark()).isEqualTo(Mark.USUAL);
    assertThat(feature(usual, "weight").note()).isEqualTo("higher than 60 % of training");
    assertThat(feature(usual, "depot").note()).isEqualTo("in 75 % of training rows");

    Story strange = story(world.ask(400, "west", "P-3"));
    assertThat(feature(strange, "weight").mark()).isEqualTo(Mark.OUTSIDE);
    assertThat(feature(strange, "weight").note())
        .isEqualTo("above all of training, whose largest is 19");
    assertThat(feature(strange, "depot").mark()).isEqualTo(Mark.NEW);
    assertThat(feature(strange, "depot").note()).isEqualTo("never seen in training");
  }

  private static FeatureStory feature(Story story, String name) {
    return story.features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void showsTheNearestTrainingRowsWithTheirLabelsAndAnswers() {
    Story story = story(world.ask(17, "south", "P-1"));

    assertThat(story.neighbours().rows()).isEqualTo(200);
    assertThat(story.neighbours().target()).isEqualTo("late");
    assertThat(story.neighbours().items()).hasSize(5);
    Story.Neighbour nearest = story.neighbours().items().getFirst();
    assertThat(nearest.distance()).isZero();
    assertThat(nearest.differs()).isEmpty();
    assertThat(nearest.features()).containsEntry("weight", 17.0).containsEntry("depot", "south");
    assertThat(nearest.label()).isEqualTo("yes");
    assertThat(nearest.score()).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-6));
    assertThat(story.neighbours().items())
        .extracting(Story.Neighbour::distance)
        .isSorted()
        .allMatch(distance -> distance >= 0 && distance <= 1);
  }

  @Test
  void followsTheThreadToTheRunTheDataAndThePipeline() {
    Story story = story(world.ask(4, "south", "P-1"));

    assertThat(story.version()).isEqualTo(world.registry.versions().get(version.id()));
    assertThat(story.then()).isEqualTo(new Story.Standing("Development", List.of("champion")));
    assertThat(Objects.requireNonNull(story.run()).data().tags())
        .containsEntry("mlflow.source.git.commit", "c0ffee");
    assertThat(story.data())
        .extracting(read -> read.id().toString() + " " + read.uses())
        .containsExactly("parcels@2013-02 [training, features]", "parcels@2013-03 [features]");
    assertThat(Objects.requireNonNull(story.making()).task().name()).isEqualTo("search-1");
    assertThat(story.next())
        .extracting(Story.NextStep::command)
        .containsExactly(
            "noria rerun " + Objects.requireNonNull(version.run()).ref(),
            "noria lineage prediction:" + story.prediction().id());
  }

  @Test
  void comparesWhatWasServedWithWhatThePipelineComputed() {
    Story same = story(world.ask(4, "south", "P-1"));
    assertThat(Objects.requireNonNull(same.skew()).differing()).isEmpty();
    assertThat(same.skew().offline()).containsKeys("weight", "depot", "items");

    Story differing = story(world.ask(4.5, "north", "P-2"));
    assertThat(Objects.requireNonNull(differing.skew()).differing())
        .containsExactly("weight", "depot");
    assertThat(differing.skew().offline()).containsEntry("weight", 5.0);
    assertThat(differing.next()).extracting(Story.NextStep::command).contains("noria drift desk");

    Story unknown = story(world.ask(4, "south", "P-9"));
    assertThat(Objects.requireNonNull(unknown.skew()).task()).isNull();
    assertThat(story(world.ask(4, "south", null)).skew()).isNull();
  }

  @Test
  void proposesTheFormerChampionWhenThisOneTookOver() {
    ModelVersion second =
        world
            .registry
            .versions()
            .create(
                io.noria.registry.NewModelVersion.ofRun(
                    WhyWorld.MODEL, Objects.requireNonNull(version.run()), "model", null));
    world.registry.moves().setAlias(second.id(), "champion", Reason.of("newer"));
    world.serving.deployments().refresh(WhyWorld.MODEL, "newer", null);

    Story story = story(world.ask(4, "south", "P-1"));

    assertThat(story.next().getFirst().command())
        .isEqualTo(
            "noria models rollback parcels 1 --why \"prediction " + story.prediction().id() + "\"");
    assertThat(story.then()).isEqualTo(new Story.Standing("Development", List.of("champion")));
  }

  @Test
  void dataThatWasRevokedSinceStandsOutWithTheWayBack() {
    UUID id = world.ask(4, "south", "P-1");
    world.db.write(tx -> world.datasets.revoke(tx, february.id(), "the scales were broken", null));

    Story story = story(id);

    assertThat(story.data())
        .filteredOn(read -> read.version() != null)
        .extracting(read -> read.id() + " " + Objects.requireNonNull(read.version()).status())
        .contains("parcels@2013-02 REVOKED", "parcels@2013-03 ACCEPTED");
    assertThat(story.next().getFirst().command())
        .isEqualTo("noria deployments rollback desk --why \"parcels@2013-02 revoked\"");
  }

  @Test
  void aDeletedVersionStillHasAStory() {
    UUID id = world.ask(4, "south", "P-1");
    world.serving.deployments().delete("desk");
    world.registry.versions().delete(version.id());

    Story story = story(id);

    assertThat(story.explanation()).isNull();
    assertThat(story.explanationProblem())
        .isEqualTo(
            "version 1 of parcels was deleted since: its trees are gone, what it was served stays");
    assertThat(story.features())
        .extracting(feature -> feature.name() + "=" + feature.value())
        .containsExactly("weight=4.0", "depot=south", "items=3");
    assertThat(story.version()).isNull();
    assertThat(Objects.requireNonNull(story.run()).id()).isEqualTo(version.run());
    assertThat(story.making()).isNotNull();
  }

  @Test
  void anIdMayBeShortAsLongAsItIsClear() {
    UUID id = world.ask(4, "south", "P-1");
    String text = id.toString();

    assertThat(world.why.resolve(text)).isEqualTo(id);
    assertThat(world.why.resolve(Ref.of(Ref.Kind.PREDICTION, text).toString())).isEqualTo(id);
    assertThat(world.why.resolve(text.substring(0, 20))).isEqualTo(id);
    UUID other = world.ask(4, "south", "P-2");
    String shared = text.substring(0, 4);
    assertThat(other.toString()).startsWith(shared);
    assertThatThrownBy(() -> world.why.resolve(shared))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("expected: more digits");
    assertThatThrownBy(() -> world.why.resolve("0f")).hasMessageContaining("at least 4 digits");
    assertThatThrownBy(() -> world.why.resolve("parcel"))
        .hasMessage("prediction: parcel (expected: its id, a UUID, or how it begins)");
    assertThatThrownBy(() -> story(UUID.fromString("00000000-0000-7000-8000-000000000000")))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("Noria-Prediction-Id");
  }
}
