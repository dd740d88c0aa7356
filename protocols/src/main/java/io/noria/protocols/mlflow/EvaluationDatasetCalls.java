package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.EvaluationMessages;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.traces.EvaluationDataset;
import io.noria.traces.EvaluationRecord;
import io.noria.traces.EvaluationStore;
import io.noria.traces.JsonText;
import io.noria.tracking.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The calls about evaluation datasets. */
final class EvaluationDatasetCalls {
  private static final String PATH = "mlflow/datasets";
  private static final String ONE = PATH + "/{dataset}";
  private static final int USUAL = 1000;
  private static final int MOST_RECORDS = 50_000;

  private final EvaluationStore datasets;

  EvaluationDatasetCalls(EvaluationStore datasets) {
    this.datasets = datasets;
  }

  void addTo(MlflowRoutes routes) {
    routes.addNew("POST", PATH + "/create", this::create);
    routes.addNew("POST", PATH + "/search", this::search);
    routes.addNew("GET", ONE, x -> answer(x, datasets.get(id(x))));
    routes.addNew("DELETE", ONE, this::delete);
    routes.addNew("PATCH", ONE + "/tags", this::setTags);
    routes.addNew("DELETE", ONE + "/tags/{key...}", this::deleteTag);
    routes.addNew("POST", ONE + "/records", this::upsert);
    routes.addNew("GET", ONE + "/records", this::records);
    routes.addNew("DELETE", ONE + "/records", this::deleteRecords);
    routes.addNew("GET", ONE + "/experiment-ids", this::experiments);
    routes.addNew("POST", ONE + "/add-experiments", this::add);
    routes.addNew("POST", ONE + "/remove-experiments", this::remove);
  }

  private static String id(Exchange x) {
    return x.path("dataset");
  }

  private static void answer(Exchange x, EvaluationDataset dataset) {
    MlflowJson.send(x, new EvaluationMessages.One(message(dataset)));
  }

  private static EvaluationMessages.Dataset message(EvaluationDataset dataset) {
    return new EvaluationMessages.Dataset(
        dataset.id(),
        dataset.name(),
        JsonText.of(new TreeMap<>(dataset.tags())),
        dataset.schemaJson(),
        dataset.records() == 0 ? null : JsonText.of(Map.of("num_records", dataset.records())),
        dataset.digest(),
        dataset.createdAt().toEpochMilli(),
        dataset.updatedAt().toEpochMilli(),
        dataset.createdBy(),
        dataset.updatedBy(),
        some(dataset.experiments().stream().map(ExperimentId::value).toList()));
  }

  private static List<ExperimentId> ids(@Nullable List<String> experiments) {
    return orNone(experiments).stream().map(ExperimentId::new).toList();
  }

  private void create(Exchange x) {
    EvaluationMessages.Create asked = MlflowJson.read(x, EvaluationMessages.Create.class);
    answer(
        x,
        datasets.create(
            required("name", asked.name()), tags(asked.tags()), ids(asked.experimentIds())));
  }

  /** Tags come as a JSON object in a text; what is null is left alone. */
  private static Map<String, String> tags(@Nullable String text) {
    Map<String, String> tags = new TreeMap<>();
    if (text != null && !text.isEmpty()) {
      if (!(JsonText.value(text) instanceof Map<?, ?> map)) {
        throw NoriaException.invalid("tags: no JSON object (expected: one in a text)");
      }
      map.forEach((key, value) -> {
        if (value != null) {
          tags.put(String.valueOf(key), value instanceof String one ? one : JsonText.of(value));
        }
      });
    }
    return tags;
  }

  private void delete(Exchange x) {
    datasets.delete(id(x));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void search(Exchange x) {
    EvaluationMessages.Search asked = MlflowJson.read(x, EvaluationMessages.Search.class);
    Page<EvaluationDataset> page =
        datasets.search(
            new EvaluationDataset.Search(
                ids(asked.experimentIds()),
                orEmpty(asked.filterString()),
                orNone(asked.orderBy()),
                limit(asked.maxResults(), USUAL),
                asked.pageToken()));
    List<EvaluationMessages.Dataset> found =
        page.items().stream().map(EvaluationDatasetCalls::message).toList();
    MlflowJson.send(x, new EvaluationMessages.Found(some(found), page.nextToken()));
  }

  private void setTags(Exchange x) {
    EvaluationMessages.Tags asked = MlflowJson.read(x, EvaluationMessages.Tags.class);
    answer(x, datasets.setTags(id(x), tags(required("tags", asked.tags()))));
  }

  private void deleteTag(Exchange x) {
    datasets.deleteTag(id(x), x.path("key"));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void upsert(Exchange x) {
    EvaluationMessages.Records asked = MlflowJson.read(x, EvaluationMessages.Records.class);
    if (!(JsonText.value(required("records", asked.records())) instanceof List<?> list)) {
      throw NoriaException.invalid("records: no JSON list (expected: one in a text)");
    }
    if (list.size() > MOST_RECORDS) {
      throw NoriaException.invalid(
          "records: " + list.size() + " (expected: at most " + MOST_RECORDS + " at once)");
    }
    List<EvaluationRecord.Content> contents = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      contents.add(content("records[" + i + "]", list.get(i)));
    }
    EvaluationDataset.Upserted done = datasets.upsert(id(x), contents);
    MlflowJson.send(x, new EvaluationMessages.Upserted(done.inserted(), done.updated()));
  }

  private static EvaluationRecord.Content content(String where, @Nullable Object sent) {
    if (!(sent instanceof Map<?, ?> record)) {
      throw NoriaException.invalid(where + ": no object (expected: one with inputs)");
    }
    Map<String, ?> inputs = object(where + ".inputs", record.get("inputs"));
    Map<String, ?> tags = object(where + ".tags", record.get("tags"));
    return new EvaluationRecord.Content(
        inputs == null ? Map.of() : inputs,
        record.containsKey("outputs") ? JsonText.of(record.get("outputs")) : null,
        object(where + ".expectations", record.get("expectations")),
        tags == null ? Map.of() : tags,
        object(where + ".source", record.get("source")));
  }

  private static @Nullable Map<String, ?> object(String where, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw NoriaException.invalid(where + ": no object (expected: an object)");
    }
    Map<String, @Nullable Object> object = new TreeMap<>();
    map.forEach((key, member) -> object.put(String.valueOf(key), member));
    return object;
  }

  private void records(Exchange x) {
    int limit = x.query().number("max_results", USUAL, 1, USUAL);
    Page<EvaluationRecord> page = datasets.records(id(x), limit, x.query().orNull("page_token"));
    List<Map<String, @Nullable Object>> records =
        page.items().stream().map(record -> message(id(x), record)).toList();
    MlflowJson.send(x, new EvaluationMessages.RecordPage(JsonText.of(records), page.nextToken()));
  }

  private static Map<String, @Nullable Object> message(String dataset, EvaluationRecord record) {
    EvaluationRecord.Content content = record.content();
    Map<String, ?> source = content.source();
    Map<String, @Nullable Object> message = new TreeMap<>();
    message.put("dataset_record_id", record.id());
    message.put("dataset_id", dataset);
    message.put("inputs", content.inputs());
    message.put(
        "outputs",
        content.outputsJson() == null ? Map.of() : JsonText.value(content.outputsJson()));
    message.put("tags", content.tags());
    message.put("created_time", record.createdAt().toEpochMilli());
    message.put("last_update_time", record.updatedAt().toEpochMilli());
    putIfThere(message, "expectations", content.expectations());
    putIfThere(message, "created_by", record.createdBy());
    putIfThere(message, "last_updated_by", record.updatedBy());
    if (source != null) {
      message.put("source", source);
      putIfThere(message, "source_type", source.get("source_type"));
      if (source.get("source_data") instanceof Map<?, ?> data) {
        Object trace = data.get("trace_id");
        putIfThere(message, "source_id", trace == null ? data.get("source_id") : trace);
      }
    }
    return message;
  }

  private static void putIfThere(
      Map<String, @Nullable Object> message, String key, @Nullable Object value) {
    if (value != null) {
      message.put(key, value);
    }
  }

  private void deleteRecords(Exchange x) {
    EvaluationMessages.DeleteRecords asked =
        MlflowJson.read(x, EvaluationMessages.DeleteRecords.class);
    List<String> ids = orNone(asked.datasetRecordIds());
    if (ids.size() > MOST_RECORDS) {
      throw NoriaException.invalid(
          "dataset_record_ids: " + ids.size() + " (expected: at most " + MOST_RECORDS + ")");
    }
    MlflowJson.send(x, new EvaluationMessages.Deleted(datasets.deleteRecords(id(x), ids)));
  }

  private void experiments(Exchange x) {
    List<String> ids = datasets.get(id(x)).experiments().stream().map(ExperimentId::value).toList();
    MlflowJson.send(x, new EvaluationMessages.Experiments(some(ids)));
  }

  private void add(Exchange x) {
    EvaluationMessages.Experiments asked = MlflowJson.read(x, EvaluationMessages.Experiments.class);
    answer(x, datasets.addExperiments(id(x), ids(asked.experimentIds())));
  }

  private void remove(Exchange x) {
    EvaluationMessages.Experiments asked = MlflowJson.read(x, EvaluationMessages.Experiments.class);
    answer(x, datasets.removeExperiments(id(x), ids(asked.experimentIds())));
  }
}
