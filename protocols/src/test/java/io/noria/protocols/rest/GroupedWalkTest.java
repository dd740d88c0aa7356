package io.noria.protocols.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.protocols.rest.LineageApi.EdgeWire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupedWalkTest {
  private static final Ref DEPLOYMENT = Ref.parse("deployment:flights");
  private static final Ref MODEL = Ref.parse("model_version:flights/1");
  private static final Ref RUN = Ref.parse("run:r1");

  private final List<EdgeWire> edges = new ArrayList<>();

  private void edge(Ref from, String relation, Ref to) {
    edges.add(new EdgeWire(from, relation, to));
  }

  private void edge(String from, String relation, String to) {
    edge(Ref.parse(from), relation, Ref.parse(to));
  }

  private List<EdgeWire> steps(Collection<Ref> refs, boolean back, int most) {
    Set<Ref> asked = new LinkedHashSet<>(refs);
    return edges.stream()
        .filter(edge -> asked.contains(back ? edge.to() : edge.from()))
        .limit(most)
        .toList();
  }

  private GroupedWalk walk(Ref start, boolean back, int fan) {
    GroupedWalk walk = new GroupedWalk(this::steps, fan, 100);
    walk.walk(start, back);
    return walk;
  }

  private void months(int many) {
    for (int i = 1; i <= many; i++) {
      edge("dataset_version:flights@2013-" + i, "trained", "run:r1");
    }
  }

  @Test
  void fewNeighboursAreThemselves() {
    months(3);
    edge(RUN, "produced", MODEL);
    GroupedWalk walk = walk(MODEL, true, 3);
    assertThat(walk.groups).isEmpty();
    assertThat(walk.links).isEmpty();
    assertThat(walk.nodes).hasSize(5);
    assertThat(walk.edges).hasSize(4);
  }

  @Test
  void manyOfAKindAndOwnerAreOne() {
    months(12);
    edge("dataset_version:weather@2013", "trained", "run:r1");
    GroupedWalk walk = walk(RUN, true, 3);
    assertThat(walk.groups).hasSize(1);
    GroupedWalk.Group group = walk.groups.values().iterator().next();
    assertThat(group.count()).isEqualTo(12);
    assertThat(group.family().owner()).isEqualTo("flights");
    assertThat(group.first()).hasToString("dataset_version:flights@2013-1");
    assertThat(group.last()).hasToString("dataset_version:flights@2013-12");
    assertThat(walk.nodes).containsExactly(RUN, Ref.parse("dataset_version:weather@2013"));
    assertThat(walk.links)
        .containsExactly(
            java.util.Map.entry(
                new GroupedWalk.Link(group.family().token(), "trained", "run:r1"), 12));
  }

  @Test
  void theWalkGoesOnFromAGroup() {
    for (int i = 0; i < 40; i++) {
      edge("deployment:flights", "watched", "window:flights/w" + i);
      if (i % 2 == 0) {
        edge("window:flights/w" + i, "raised", "alert:a" + i / 20);
      }
      edge("window:flights/w" + i, "seen", "window:flights/x" + i);
    }
    GroupedWalk walk = walk(DEPLOYMENT, false, 8);
    assertThat(walk.nodes)
        .containsExactly(DEPLOYMENT, Ref.parse("alert:a0"), Ref.parse("alert:a1"));
    assertThat(walk.groups.values()).extracting(GroupedWalk.Group::count).containsExactly(40, 40);
    String windows = "forward~watched~window~~deployment:flights";
    String nested = "forward~seen~window~~" + windows;
    assertThat(walk.groups).containsOnlyKeys(windows, nested);
    assertThat(walk.links)
        .containsEntry(new GroupedWalk.Link(windows, "raised", "alert:a0"), 10)
        .containsEntry(new GroupedWalk.Link(windows, "seen", nested), 40);
  }

  @Test
  void membersOfAGroupWithinAGroupAreFoundByItsTokenAlone() {
    for (int i = 0; i < 30; i++) {
      edge("deployment:flights", "watched", "window:flights/w" + i);
      edge("window:flights/w" + i, "raised", "alert:a" + i);
      edge("deployment:other", "watched", "window:other/w" + i);
      edge("window:other/w" + i, "raised", "alert:o" + i);
    }
    Family windows = Family.parse("forward~watched~window~~deployment:flights");
    Family alerts = Family.parse("forward~raised~alert~~" + windows.token());
    assertThat(GroupedWalk.members(this::steps, alerts))
        .hasSize(30)
        .allMatch(edge -> edge.to().id().startsWith("a"));
  }

  @Test
  void aDeploymentThatIsReachedEndsTheThread() {
    edge(RUN, "produced", MODEL);
    edge(MODEL, "deployed", DEPLOYMENT);
    edge("deployment:flights", "watched", "window:flights/w1");
    GroupedWalk reached = walk(RUN, false, 8);
    assertThat(reached.nodes).containsExactly(RUN, MODEL, DEPLOYMENT);
    assertThat(reached.more).containsExactly(DEPLOYMENT);
    assertThat(walk(DEPLOYMENT, false, 8).nodes).hasSize(2);
  }

  @Test
  void aChampionThatWasComparedBringsNotItsOwnPast() {
    edge("run:old", "produced", "model_version:flights/1");
    edge("model_version:flights/1", "compared", "verdict:v");
    edge("model_version:flights/2", "judged", "verdict:v");
    edge("run:new", "produced", "model_version:flights/2");
    GroupedWalk walk = walk(Ref.parse("verdict:v"), true, 8);
    assertThat(walk.nodes).doesNotContain(Ref.parse("run:old")).contains(Ref.parse("run:new"));
    assertThat(walk.more).containsExactly(MODEL);
  }

  @Test
  void aCircleEnds() {
    edge("run:a", "caused", "run:b");
    edge("run:b", "caused", "run:a");
    GroupedWalk walk = walk(Ref.parse("run:a"), false, 8);
    walk.walk(Ref.parse("run:a"), true);
    assertThat(walk.nodes).hasSize(2);
    assertThat(walk.edges).hasSize(2);
  }

  @Test
  void depthEndsItAndSaysSo() {
    edge(RUN, "produced", MODEL);
    edge(MODEL, "deployed", DEPLOYMENT);
    GroupedWalk walk = new GroupedWalk(this::steps, 8, 1);
    walk.walk(RUN, false);
    assertThat(walk.nodes).containsExactly(RUN, MODEL);
    assertThat(walk.more).containsExactly(MODEL);
  }

  @Test
  void moreThanAnybodyReadsIsCutOffAndSaid() {
    for (int i = 0; i < 60_000; i++) {
      edge("deployment:flights", "watched", "window:flights/w" + i);
    }
    GroupedWalk walk = walk(DEPLOYMENT, false, 8);
    assertThat(walk.truncated()).isTrue();
    assertThat(walk.groups.values()).extracting(GroupedWalk.Group::count).containsExactly(50_000);
  }

  @Test
  void aTokenReadsAsItWasWritten() {
    Family family =
        new Family(true, "read ~ by", Ref.Kind.DATASET_VERSION, "a~b", "run:with~tilde");
    assertThat(Family.parse(family.token())).isEqualTo(family);
    Family nested = new Family(false, "raised", Ref.Kind.ALERT, "", family.token());
    assertThat(Family.parse(nested.token())).isEqualTo(nested);
    assertThat(nested.nested()).isTrue();
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    for (String bad :
        List.of(
            "x",
            "back~a~b",
            "up~read~run~~run:r1",
            "back~read~nothing~~run:r1",
            "back~read~run~~r1",
            "back~%zz~run~~run:r1",
            "back~read~run~~".repeat(20) + "run:r1")) {
      assertThatThrownBy(() -> Family.parse(bad)).as(bad).isInstanceOf(NoriaException.class);
    }
  }
}
