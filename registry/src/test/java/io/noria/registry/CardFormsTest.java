package io.noria.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Cards in the forms of others: what their own readers ask for is there, whatever names hold. */
class CardFormsTest {
  private static final String NASTY = "a: \"b\" # c\n--- \u2028\u0007 😀 | no\\";

  private static CardEvidence evidence(
      Map<String, String> tags, @Nullable ModelCard card, List<CardEvidence.Metric> metrics) {
    ModelVersion version =
        new ModelVersion(
            new ModelVersionId("flights", 3),
            Stage.PRODUCTION,
            List.of("champion"),
            "runs:/1/model",
            null,
            null,
            "ann",
            "Better in April.",
            tags,
            Instant.parse("2013-04-01T12:00:00Z"),
            Instant.parse("2013-04-01T12:00:00Z"),
            null);
    return new CardEvidence(
        version,
        "Late or not?\nMore.",
        card,
        "xgboost",
        "tabular-classification",
        "Boosted trees",
        "dep: double",
        "late: one of no, yes",
        List.of(
            new CardEvidence.Data(
                "flights", "2013-03", "dataset_version:flights@2013-03", "9 rows", null),
            new CardEvidence.Data("weather", "1", "dataset_version:weather@1", "", "withdrawn")),
        metrics,
        new CardEvidence.Links("http://127.0.0.1:7600/#/models/flights", null));
  }

  private static ModelCard card(String license) {
    return new ModelCard(
        new ModelCard.Details("flights", 3, "xgboost", "ops", null, "2013-04-01", license),
        new ModelCard.IntendedUse("Late?", "Rebook.", List.of("Freight")),
        List.of(),
        List.of(),
        List.of("Snow"),
        List.of("None known"));
  }

  private static List<CardEvidence.Metric> metrics() {
    return List.of(
        new CardEvidence.Metric("auc", 0.75, 0.7, 0.8, "flights@2013-03", "verdict:1", null),
        new CardEvidence.Metric("logloss", 1e-7, null, null, "flights@2013-03", "run:1", "now 2"),
        new CardEvidence.Metric("big", 1e30, null, null, "", "", null));
  }

  private static Map<?, ?> front(String readme) {
    assertThat(readme).startsWith("---\n");
    String yaml = readme.substring(4, readme.indexOf("\n---\n") + 1);
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  @Test
  void aHuggingFaceCardHasWhatItsLoadersAskFor() {
    Map<?, ?> front =
        front(
            HuggingFaceCard.readme(evidence(Map.of("team", "ops"), card("Apache-2.0"), metrics())));
    assertThat(front.get("license")).isEqualTo("apache-2.0");
    assertThat(front.get("library_name")).isEqualTo("xgboost");
    assertThat(front.get("pipeline_tag")).isEqualTo("tabular-classification");
    assertThat(front.get("datasets")).isEqualTo(List.of("flights", "weather"));
    assertThat(front.get("metrics")).isEqualTo(List.of("auc", "logloss", "big"));
    assertThat(front.get("tags")).isEqualTo(List.of("noria", "tabular-classification", "team:ops"));
    Map<?, ?> index = (Map<?, ?>) ((List<?>) front.get("model-index")).getFirst();
    assertThat(index.get("name")).isEqualTo("flights");
    List<?> results = (List<?>) index.get("results");
    assertThat(results).hasSize(2);
    Map<?, ?> first = (Map<?, ?>) results.getFirst();
    assertThat(((Map<?, ?>) first.get("task")).get("type")).isEqualTo("tabular-classification");
    Map<?, ?> dataset = (Map<?, ?>) first.get("dataset");
    assertThat(dataset.get("type")).isEqualTo("flights");
    assertThat(dataset.get("name")).isEqualTo("flights@2013-03");
    assertThat(dataset.get("revision")).isEqualTo("2013-03");
    Map<?, ?> metric = (Map<?, ?>) ((List<?>) first.get("metrics")).get(1);
    assertThat(metric.get("type")).isEqualTo("logloss");
    assertThat(metric.get("value")).isEqualTo(1e-7);
    assertThat(((Map<?, ?>) first.get("source")).get("url").toString()).startsWith("http://");
  }

  @Test
  void whateverNamesHoldStaysText() {
    CardEvidence evidence =
        evidence(
            Map.of("odd", NASTY, "license", "no", "language", "no, yes", "pipeline_tag", "x"),
            null,
            List.of(new CardEvidence.Metric(NASTY, 1, null, null, NASTY, "", null)));
    Map<?, ?> front = front(HuggingFaceCard.readme(evidence));
    assertThat(front.get("license")).isEqualTo("other");
    assertThat(front.get("license_name")).isEqualTo("no");
    assertThat(front.get("language")).isEqualTo(List.of("no", "yes"));
    assertThat(front.get("metrics")).isEqualTo(List.of(NASTY));
    assertThat(((List<?>) front.get("tags")).getLast()).isEqualTo("odd:" + NASTY);
    Map<?, ?> none = front(HuggingFaceCard.readme(evidence(Map.of(), null, List.of())));
    assertThat(none.containsKey("model-index")).isFalse();
    assertThat(HuggingFaceCard.number(1e30)).isEqualTo("1.0e+30");
  }

  @Test
  void whatChangedSinceSaysSo() {
    String page = CardPage.markdown(evidence(Map.of(), card(""), metrics()));
    assertThat(page)
        .contains("| weather | 1 |  | **stale**: withdrawn |")
        .contains("| logloss | 1.000e-07 |  | flights@2013-03 | run:1 | **stale**: now 2 |")
        .contains("| auc | 0.7500 | [0.7000, 0.8000] | flights@2013-03 | verdict:1 | holds |");
  }

  /** The schema 0.0.2: only these names at the top, these types below. */
  @Test
  void aToolkitCardFitsItsSchema() {
    Map<String, Object> document =
        ToolkitCard.document(evidence(Map.of(), card("Apache-2.0"), metrics()));
    assertThat(document.keySet())
        .isSubsetOf(
            Set.of(
                "schema_version",
                "model_details",
                "model_parameters",
                "quantitative_analysis",
                "considerations"));
    Map<?, ?> details = (Map<?, ?>) document.get("model_details");
    assertThat(details.get("name")).isEqualTo("flights");
    assertThat(details.get("overview")).isEqualTo("Late or not?");
    Map<?, ?> version = (Map<?, ?>) details.get("version");
    assertThat(LocalDate.parse(version.get("date").toString())).isEqualTo("2013-04-01");
    assertThat(details.get("licenses")).isEqualTo(List.of(Map.of("identifier", "Apache-2.0")));
    assertThat(details.get("references").toString()).contains("http://");
    List<?> performance =
        (List<?>) ((Map<?, ?>) document.get("quantitative_analysis")).get("performance_metrics");
    for (Object one : performance) {
      Map<?, ?> metric = (Map<?, ?>) one;
      assertThat(metric.get("type")).isInstanceOf(String.class);
      assertThat(metric.get("value")).isInstanceOf(Double.class);
    }
    Map<?, ?> considerations = (Map<?, ?>) document.get("considerations");
    assertThat(considerations.get("use_cases"))
        .isEqualTo(List.of(Map.of("description", "Late?"), Map.of("description", "Rebook.")));
    assertThat(considerations.get("limitations").toString()).contains("Snow", "Not for: Freight");
    Map<?, ?> bare =
        (Map<?, ?>)
            ToolkitCard.document(evidence(Map.of("license", "ours, ask"), null, List.of()))
                .get("model_details");
    assertThat(bare.get("licenses")).isEqualTo(List.of(Map.of("custom_text", "ours, ask")));
  }
}
