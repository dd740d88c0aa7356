package io.noria.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a card says of a version at this moment: what was recorded at its registration, and what its
 * run and its data say now.
 *
 * @param version the version
 * @param overview the model's description; may be empty
 * @param card what was recorded; null when nothing was
 * @param library what made it, for example {@code xgboost} or {@code sklearn}; empty when unknown
 * @param task {@code tabular-classification}, {@code tabular-regression} or what a tag says; empty
 *     when unknown
 * @param architecture in words; may be empty
 * @param inputFormat the columns in words; may be empty
 * @param outputFormat the answer in words; may be empty
 * @param data the data versions it was trained on
 * @param metrics how good it is, by evidence
 * @param links where the server's pages are
 */
public record CardEvidence(
    ModelVersion version,
    String overview,
    @Nullable ModelCard card,
    String library,
    String task,
    String architecture,
    String inputFormat,
    String outputFormat,
    List<Data> data,
    List<Metric> metrics,
    Links links) {
  /** Copies. */
  public CardEvidence {
    data = List.copyOf(data);
    metrics = List.copyOf(metrics);
  }

  /**
   * Data it was trained on.
   *
   * @param name what the data is called
   * @param version its version; may be empty
   * @param ref the address of the data version; empty for data that is not kept here
   * @param description rows, digest, the time it covers
   * @param stale what changed since, for example that it was withdrawn; null when nothing did
   */
  public record Data(
      String name, String version, String ref, String description, @Nullable String stale) {}

  /**
   * A measured value.
   *
   * @param name the metric
   * @param value as it was measured; finite
   * @param low lower end of its interval, or null
   * @param high upper end of its interval, or null
   * @param on the data it was measured on; may be empty
   * @param evidence the address of the run or verdict; may be empty
   * @param stale what the evidence says now, when that is something else; null when it holds
   */
  public record Metric(
      String name,
      double value,
      @Nullable Double low,
      @Nullable Double high,
      String on,
      String evidence,
      @Nullable String stale) {}

  /**
   * Where the pages are.
   *
   * @param model the model's page
   * @param run the page of the run that made the version; null when none is known
   */
  public record Links(String model, @Nullable String run) {}

  /** A tag of the version. */
  public Optional<String> tag(String key) {
    return Optional.ofNullable(version.tags().get(key)).filter(value -> !value.isBlank());
  }

  /** The licence that the card or the tag {@code license} names; empty when nobody said. */
  public String license() {
    String said = card == null ? "" : card.details().license();
    return said.isBlank() ? tag("license").orElse("") : said;
  }

  /** The metrics by the data they were measured on, in order. */
  public Map<String, List<Metric>> metricsByData() {
    Map<String, List<Metric>> found = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      found.computeIfAbsent(metric.on(), on -> new ArrayList<>()).add(metric);
    }
    return found;
  }
}
