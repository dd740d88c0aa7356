package io.noria.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyPageTest {
  private static final String STORY =
      """
      {"summary": "desk answered late = no (probability 0.88) for P-1, by parcels version 3; yes came true: wrong",
       "explanation": {"method": "tree_shap", "exact": true, "scale": "log-odds", "note": "exact SHAP values",
         "label": "yes", "bias": -0.3, "bias_value": 0.426, "margin": -2.0, "value": 0.119, "agrees": true},
       "features": [
         {"name": "depot", "type": "string", "value": "south", "contribution": -1.2, "running_margin": -1.5,
          "running_value": 0.182, "change": -0.244, "mark": "usual", "note": "in 75 % of training rows"},
         {"name": "weight", "type": "double", "value": 400.5, "contribution": 0.6, "running_margin": -0.9,
          "running_value": 0.289, "change": 0.107, "mark": "outside", "note": "above all of training",
          "offline": {"value": 40.5, "differs": true}},
         {"name": "items", "type": "long", "contribution": -1.1e-9, "running_margin": -0.9,
          "running_value": 0.289, "change": 0.0, "mark": "missing", "note": "missing, as in 2 % of training rows"}],
       "version_ref": "model_version:parcels/3",
       "version": {"stage": "Production", "aliases": ["champion"]},
       "then": {"stage": "Staging", "aliases": []},
       "verdicts": [{"gate": "champion", "outcome": "PASS", "why": "version 3 passed"}],
       "run": {"ref": "run:0f3a", "name": "the last month", "metrics": {"auc": 0.7431}, "commit": "c0ffee"},
       "data": [
         {"ref": "dataset_version:parcels@2013-02", "dataset": "parcels", "version": "2013-02",
          "uses": ["training"], "status": "REVOKED"},
         {"ref": "dataset_version:depots@all", "dataset": "depots", "version": "all", "uses": ["features"],
          "status": "ACCEPTED"}],
       "making": {"pipeline_run": "pipeline_run:7", "reason": "by hand"},
       "neighbours": {"target": "late", "items": [
         {"distance": 0.25, "label": "no", "score": 0.12, "features": {"depot": "south", "weight": 19.0},
          "differs": ["weight"]}]},
       "skew": {"note": "1 of 3 features differ", "differing": ["weight"]},
       "next": [{"command": "noria rerun run:0f3a", "why": "makes the model again"}]}
      """;

  private static String page(JsonNode story, Look look, boolean all) {
    var out = new StringWriter();
    new WhyPage(look, all).print(story, new PrintWriter(out));
    return out.toString();
  }

  private static ObjectNode story() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(STORY);
  }

  @Test
  void tellsTheStoryFromTheQuestionToWhatOneMayDo() throws IOException {
    String page = page(story(), new Look(110, false, true), false);

    assertThat(page)
        .containsSubsequence(
            "desk answered late = no",
            "depot",
            "−1.200",
            "0.426 → 0.182",
            "in 75 % of training rows",
            "weight",
            "+0.600",
            "! the pipeline has 40.50; above all",
            "items",
            "missing",
            "From 0.426 without knowing anything to 0.119 for yes. Exact SHAP values.",
            "Training rows most like it",
            "0.250     no    0.120   weight 19 (400.50)",
            "model_version:parcels/3, now Production, champion; when it answered Staging",
            "champion PASS: version 3 passed",
            "run:0f3a the last month; auc 0.743; commit c0ffee",
            "parcels, learned from: 2013-02",
            "depots, for its features: all",
            "dataset_version:parcels@2013-02 is REVOKED",
            "pipeline_run:7, by hand",
            "1 of 3 features differ: weight",
            "noria rerun run:0f3a",
            "makes the model again")
        .doesNotContain("\u001b");
  }

  @Test
  void noLineIsWiderThanTheTerminal() throws IOException {
    for (int width : List.of(60, 80, 100, 160)) {
      assertThat(page(story(), new Look(width, false, true), false).lines())
          .allMatch(line -> line.length() <= width, "at most " + width + " columns");
    }
  }

  @Test
  void barsShareTheirZeroAndTheirScale() {
    var look = new Look(100, false, true);
    assertThat(look.bar(-2, 2, 4)).isEqualTo("████│    ");
    assertThat(look.bar(1, 2, 4)).isEqualTo("    │██  ");
    assertThat(look.bar(0.75, 2, 4)).isEqualTo("    │█▌  ");
    assertThat(look.bar(-0.75, 2, 4)).isEqualTo("  ▐█│    ");
    assertThat(look.bar(1e-9, 2, 4)).isEqualTo("    │▌   ");
    assertThat(look.bar(0, 2, 4)).isEqualTo("    │    ");
    assertThat(new Look(100, false, false).bar(-1, 2, 4)).isEqualTo("  ##|    ");
    assertThat(Look.canDraw(StandardCharsets.US_ASCII)).isFalse();
    assertThat(Look.canDraw(StandardCharsets.UTF_8)).isTrue();
  }

  @Test
  void coloursAreForTerminalsOnly() throws IOException {
    assertThat(page(story(), new Look(100, true, true), false))
        .contains("\u001b[31m", "\u001b[34m");
  }

  @Test
  void manyFeaturesAreSummedUpUnlessAllAreAskedFor() throws IOException {
    ObjectNode story = story();
    var features = story.withArray("features");
    for (int i = 0; i < 20; i++) {
      features.addObject().put("name", "f" + i).put("contribution", 0.01).put("mark", "usual");
    }
    assertThat(page(story, new Look(100, false, true), false))
        .contains("11 more features added +0.110 together (--all shows them)")
        .doesNotContain("f19");
    assertThat(page(story, new Look(100, false, true), true))
        .contains("f19")
        .doesNotContain("more");
  }

  @Test
  void aDeletedVersionLeavesWhatWasServed() throws IOException {
    ObjectNode story = story();
    story.remove(List.of("explanation", "version", "then"));
    story.put("explanation_problem", "version 3 of parcels was deleted since");
    assertThat(page(story, new Look(100, false, true), false))
        .containsSubsequence(
            "version 3 of parcels was deleted since",
            "depot    south",
            "items    missing",
            "model_version:parcels/3, deleted since");
  }
}
