package io.noria.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes records as the lines that the server takes. */
final class ImportWire {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private final JsonGenerator json;

  private ImportWire(JsonGenerator json) {
    this.json = json;
  }

  /** Writes one line; files are none. */
  static void write(OutputStream out, Imported record) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      new ImportWire(json).record(record);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /** Writes the line that says that everything of a record was sent. */
  static void whole(OutputStream out, String kind, String id, String stamp) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("whole");
      json.writeStringField("kind", kind);
      json.writeStringField("id", id);
      json.writeStringField("stamp", stamp);
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void record(Imported record) throws IOException {
    switch (record) {
      case Imported.Experiment one -> experiment(one);
      case Imported.Run one -> run(one);
      case Imported.Points one -> points(one);
      case Imported.ModelPoint one -> modelPoint(one);
      case Imported.LoggedModel one -> loggedModel(one);
      case Imported.Model one -> model(one);
      case Imported.Version one -> version(one);
      case Imported.Alias one -> {
        json.writeObjectFieldStart("alias");
        json.writeStringField("model", one.model());
        json.writeStringField("alias", one.alias());
        json.writeNumberField("version", one.version());
        json.writeEndObject();
      }
      case Imported.Trace one -> {
        json.writeObjectFieldStart("trace");
        json.writeStringField("id", one.id());
        json.writeStringField("experiment", one.experimentId());
        json.writeFieldName("trace");
        // A line break between values is one space less of a line's end.
        json.writeRawValue(one.json().replace('\n', ' ').replace('\r', ' '));
        json.writeEndObject();
      }
      case Imported.File one -> throw new IllegalArgumentException("a file is no line: " + one);
    }
  }

  private void experiment(Imported.Experiment one) throws IOException {
    json.writeObjectFieldStart("experiment");
    text("id", one.id());
    json.writeStringField("name", one.name());
    moment("created_at", one.createdAt());
    moment("updated_at", one.updatedAt());
    json.writeBooleanField("deleted", one.deleted());
    map("tags", one.tags());
    json.writeEndObject();
  }

  private void run(Imported.Run one) throws IOException {
    json.writeObjectFieldStart("run");
    json.writeStringField("id", one.id());
    text("experiment", one.experimentId() == null ? one.experiment() : one.experimentId());
    json.writeStringField("name", one.name());
    json.writeStringField("user", one.user());
    json.writeStringField("status", one.status());
    moment("started_at", one.startedAt());
    moment("ended_at", one.endedAt());
    json.writeBooleanField("deleted", one.deleted());
    map("params", one.params());
    map("tags", one.tags());
    json.writeArrayFieldStart("inputs");
    for (Imported.Input input : one.inputs()) {
      input(input);
    }
    json.writeEndArray();
    list("model_inputs", one.modelInputs());
    json.writeArrayFieldStart("outputs");
    for (Imported.Output output : one.outputs()) {
      json.writeStartObject();
      json.writeStringField("model", output.model());
      json.writeNumberField("step", output.step());
      json.writeEndObject();
    }
    json.writeEndArray();
    text("artifacts", one.artifacts());
    json.writeEndObject();
  }

  private void input(Imported.Input input) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", input.name());
    json.writeStringField("digest", input.digest());
    json.writeStringField("source_type", input.sourceType());
    json.writeStringField("source", input.source());
    text("schema", input.schema());
    text("profile", input.profile());
    map("tags", input.tags());
    json.writeEndObject();
  }

  private void points(Imported.Points one) throws IOException {
    json.writeObjectFieldStart("points");
    json.writeStringField("run", one.run());
    json.writeStringField("key", one.key());
    json.writeFieldName("steps");
    json.writeArray(one.steps(), 0, one.steps().length);
    json.writeFieldName("at_ms");
    json.writeArray(one.millis(), 0, one.millis().length);
    json.writeArrayFieldStart("values");
    for (double value : one.values()) {
      json.writeNumber(value);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void modelPoint(Imported.ModelPoint one) throws IOException {
    json.writeObjectFieldStart("model_point");
    json.writeStringField("model", one.model());
    json.writeStringField("run", one.run());
    json.writeStringField("key", one.key());
    json.writeNumberField("step", one.step());
    json.writeNumberField("at_ms", one.millis());
    json.writeNumberField("value", one.value());
    text("dataset", one.dataset());
    text("digest", one.digest());
    json.writeEndObject();
  }

  private void loggedModel(Imported.LoggedModel one) throws IOException {
    json.writeObjectFieldStart("logged_model");
    json.writeStringField("id", one.id());
    json.writeStringField("experiment", one.experimentId());
    json.writeStringField("name", one.name());
    text("run", one.run());
    json.writeStringField("type", one.type());
    json.writeStringField("status", one.status());
    moment("created_at", one.createdAt());
    moment("updated_at", one.updatedAt());
    json.writeBooleanField("deleted", one.deleted());
    map("params", one.params());
    map("tags", one.tags());
    json.writeEndObject();
  }

  private void model(Imported.Model one) throws IOException {
    json.writeObjectFieldStart("model");
    json.writeStringField("name", one.name());
    json.writeStringField("description", one.description());
    json.writeNumberField("last_version", one.lastVersion());
    moment("created_at", one.createdAt());
    moment("updated_at", one.updatedAt());
    map("tags", one.tags());
    json.writeEndObject();
  }

  private void version(Imported.Version one) throws IOException {
    json.writeObjectFieldStart("version");
    json.writeStringField("model", one.model());
    json.writeNumberField("version", one.version());
    json.writeStringField("stage", one.stage());
    json.writeStringField("source", one.source());
    text("run", one.run());
    text("logged_model", one.loggedModel());
    json.writeStringField("user", one.user());
    json.writeStringField("description", one.description());
    map("tags", one.tags());
    moment("created_at", one.createdAt());
    moment("updated_at", one.updatedAt());
    json.writeEndObject();
  }

  private void text(String name, @Nullable String text) throws IOException {
    if (text != null) {
      json.writeStringField(name, text);
    }
  }

  private void moment(String name, @Nullable Instant moment) throws IOException {
    if (moment != null) {
      json.writeStringField(name, moment.toString());
    }
  }

  private void list(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void map(String name, Map<String, String> pairs) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      json.writeStringField(pair.getKey(), pair.getValue());
    }
    json.writeEndObject();
  }
}
