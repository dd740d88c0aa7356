package io.noria.importing.leaving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.noria.importing.ForeignNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What evaluations of generative models keep: datasets with their records, and scorers. */
final class EvaluationExport {
  private static final int PAGE = 500;
  private static final ObjectMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final Reader reader;
  private final Rows rows;
  private final Report report;

  EvaluationExport(Reader reader, Rows rows, Report report) {
    this.reader = reader;
    this.rows = rows;
    this.report = report;
  }

  /** The datasets: all of them, or those of the experiments that were written. */
  void datasets(boolean all) {
    reader.posted(
        Reader.V3 + "datasets/search",
        Map.of("max_results", PAGE),
        "datasets",
        dataset -> {
          boolean wanted = all;
          for (JsonNode experiment : experiments(dataset)) {
            wanted |= rows.has("experiments", "experiment_id", experiment.asText());
          }
          if (wanted) {
            dataset(dataset);
          }
        });
  }

  private JsonNode experiments(JsonNode dataset) {
    return dataset.has("experiment_ids")
        ? dataset.path("experiment_ids")
        : reader
            .routes()
            .get(Reader.V3 + "datasets/" + id(dataset) + "/experiment-ids")
            .path("experiment_ids");
  }

  private static String id(JsonNode dataset) {
    return dataset.path("dataset_id").asText();
  }

  private void dataset(JsonNode dataset) {
    String id = id(dataset);
    rows.put(
        Row.of("evaluation_datasets")
            .with("dataset_id", id)
            .with("name", dataset.path("name").asText())
            .with("schema", Reader.text(dataset, "schema"))
            .with("profile", Reader.text(dataset, "profile"))
            .with("digest", Reader.text(dataset, "digest"))
            .with("created_time", Reader.number(dataset, "created_time"))
            .with("last_update_time", Reader.number(dataset, "last_update_time"))
            .with("created_by", Reader.text(dataset, "created_by"))
            .with("last_updated_by", Reader.text(dataset, "last_updated_by"))
            .with("workspace", "default"));
    TraceExport.tree(Reader.text(dataset, "tags"))
        .properties()
        .forEach(tag ->
            rows.put(
                Row.of("evaluation_dataset_tags")
                    .with("dataset_id", id)
                    .with("key", tag.getKey())
                    .with("value", tag.getValue().asText())));
    for (JsonNode experiment : experiments(dataset)) {
      String to = experiment.asText();
      rows.put(
          Row.of("entity_associations")
              .with("association_id", "a-" + ForeignNames.digest("link", id, "experiment", to))
              .with("source_type", "evaluation_dataset")
              .with("source_id", id)
              .with("destination_type", "experiment")
              .with("destination_id", to)
              .with("created_time", Reader.number(dataset, "created_time")));
    }
    records(id);
    report.add("evaluation datasets", 1);
  }

  private void records(String dataset) {
    String path = Reader.V3 + "datasets/" + Reader.q(dataset) + "/records?max_results=" + PAGE;
    String token = "";
    do {
      JsonNode page =
          reader.routes().get(path + (token.isEmpty() ? "" : "&page_token=" + Reader.q(token)));
      TraceExport.tree(page.path("records").asText()).forEach(record -> record(dataset, record));
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());
  }

  private void record(String dataset, JsonNode record) {
    JsonNode outputs = record.path("outputs");
    JsonNode source = record.path("source");
    rows.put(
        Row.of("evaluation_dataset_records")
            .with("dataset_record_id", record.path("dataset_record_id").asText())
            .with("dataset_id", dataset)
            .with("inputs", record.path("inputs").toString())
            .with("expectations", json(record.path("expectations")))
            .with("tags", json(record.path("tags")))
            .with("source", json(source))
            .with("source_id", Reader.text(record, "source_id"))
            .with("source_type", Reader.text(source, "source_type"))
            .with("created_time", Reader.number(record, "created_time"))
            .with("last_update_time", Reader.number(record, "last_update_time"))
            .with("created_by", Reader.text(record, "created_by"))
            .with("last_updated_by", Reader.text(record, "last_updated_by"))
            .with("input_hash", hash(record.path("inputs")))
            .with(
                "outputs",
                outputs.isMissingNode() || outputs.isNull()
                    ? null
                    : JsonNodeFactory.instance
                        .objectNode()
                        .set("mlflow_wrapped", outputs)
                        .toString()));
  }

  /** JSON, with null for nothing. */
  private static @Nullable String json(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? "null" : node.toString();
  }

  /**
   * MLflow knows a record again by its inputs: their JSON with sorted keys, as Python writes it.
   */
  static String hash(JsonNode inputs) {
    try {
      Object sorted = SORTED.treeToValue(inputs, Object.class);
      String text = PythonJson.write(SORTED.readTree(SORTED.writeValueAsBytes(sorted)));
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is JSON", e);
    } catch (NoSuchAlgorithmException | java.io.IOException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The experiment's scorers, every version. */
  void scorers(JsonNode experiment) {
    String id = experiment.path("experiment_id").asText();
    if (experiment.path("lifecycle_stage").asText().equals("deleted")) {
      return;
    }
    JsonNode scorers =
        reader.routes().get(Reader.V3 + "scorers/list?experiment_id=" + id).path("scorers");
    for (JsonNode scorer : scorers) {
      String name = scorer.path("scorer_name").asText();
      rows.put(
          Row.of("scorers")
              .with("experiment_id", Long.parseLong(id))
              .with("scorer_name", name)
              .with("scorer_id", scorer.path("scorer_id").asText()));
      JsonNode versions =
          reader
              .routes()
              .get(Reader.V3 + "scorers/versions?experiment_id=" + id + "&name=" + Reader.q(name))
              .path("scorers");
      for (JsonNode version : versions) {
        rows.put(
            Row.of("scorer_versions")
                .with("scorer_id", version.path("scorer_id").asText())
                .with("scorer_version", version.path("scorer_version").asLong())
                .with("serialized_scorer", version.path("serialized_scorer").asText())
                .with("creation_time", Reader.number(version, "creation_time")));
      }
      report.add("scorers", 1);
    }
  }
}
