package io.noria.registry;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A card as Google's Model Card Toolkit keeps it, version 0.0.2 of its published JSON schema. Pure.
 */
public final class ToolkitCard {
  /** The schema's version. */
  public static final String SCHEMA = "0.0.2";

  private ToolkitCard() {}

  /** The document: maps, lists, strings and numbers. */
  public static Map<String, Object> document(CardEvidence evidence) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema_version", SCHEMA);
    document.put("model_details", details(evidence));
    document.put("model_parameters", parameters(evidence));
    document.put(
        "quantitative_analysis",
        Map.of(
            "performance_metrics", evidence.metrics().stream().map(ToolkitCard::metric).toList()));
    document.put("considerations", considerations(evidence));
    return document;
  }

  private static Map<String, Object> details(CardEvidence evidence) {
    ModelVersion version = evidence.version();
    ModelCard card = evidence.card();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("name", version.id().model());
    put(details, "overview", evidence.overview().lines().findFirst().orElse(""));
    put(details, "documentation", CardPage.markdown(evidence));
    String owner =
        card == null || card.details().owner().isBlank() ? version.user() : card.details().owner();
    details.put("owners", List.of(Map.of("name", owner, "contact", owner)));
    Map<String, Object> numbered = new LinkedHashMap<>();
    numbered.put("name", Integer.toString(version.id().version()));
    numbered.put("date", LocalDate.ofInstant(version.createdAt(), ZoneOffset.UTC).toString());
    put(numbered, "diff", version.description());
    details.put("version", numbered);
    if (!evidence.license().isBlank()) {
      details.put("licenses", List.of(license(evidence.license().strip())));
    }
    List<Map<String, Object>> references = new ArrayList<>();
    references.add(Map.of("reference", evidence.links().model()));
    String run = evidence.links().run();
    if (run != null) {
      references.add(Map.of("reference", run));
    }
    details.put("references", references);
    return details;
  }

  /** An identifier as SPDX writes them, else a text: the schema wants one of the two. */
  private static Map<String, Object> license(String license) {
    return license.matches("[A-Za-z0-9.+-]{1,64}")
        ? Map.of("identifier", license)
        : Map.of("custom_text", license);
  }

  private static Map<String, Object> parameters(CardEvidence evidence) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    put(parameters, "model_architecture", evidence.architecture());
    List<Map<String, Object>> data = new ArrayList<>();
    for (CardEvidence.Data one : evidence.data()) {
      Map<String, Object> dataset = new LinkedHashMap<>();
      dataset.put("name", one.version().isEmpty() ? one.name() : one.name() + "@" + one.version());
      String stale = one.stale();
      put(
          dataset,
          "description",
          stale == null ? one.description() : one.description() + "; stale: " + stale);
      data.add(dataset);
    }
    parameters.put("data", data);
    put(parameters, "input_format", evidence.inputFormat());
    put(parameters, "output_format", evidence.outputFormat());
    return parameters;
  }

  private static Map<String, Object> metric(CardEvidence.Metric one) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("type", one.name());
    metric.put("value", one.value());
    put(metric, "slice", one.on());
    Double low = one.low();
    Double high = one.high();
    if (low != null && high != null) {
      metric.put(
          "confidence_interval",
          Map.of("lower_bound", Double.toString(low), "upper_bound", Double.toString(high)));
    }
    return metric;
  }

  private static Map<String, Object> considerations(CardEvidence evidence) {
    Map<String, Object> considerations = new LinkedHashMap<>();
    ModelCard card = evidence.card();
    if (card == null) {
      return considerations;
    }
    List<String> uses = new ArrayList<>();
    uses.add(card.intendedUse().question());
    uses.add(card.intendedUse().decision());
    considerations.put("use_cases", described(uses));
    List<String> limits = new ArrayList<>(card.limitations());
    card.intendedUse().outOfScope().forEach(scope -> limits.add("Not for: " + scope));
    considerations.put("limitations", described(limits));
    considerations.put(
        "ethical_considerations",
        card.ethics().stream()
            .filter(one -> !one.isBlank())
            .map(one -> Map.of("name", one))
            .toList());
    return considerations;
  }

  private static List<Map<String, String>> described(List<String> texts) {
    return texts.stream()
        .filter(text -> !text.isBlank())
        .map(text -> Map.of("description", text))
        .toList();
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (!value.isBlank()) {
      map.put(key, value);
    }
  }
}
