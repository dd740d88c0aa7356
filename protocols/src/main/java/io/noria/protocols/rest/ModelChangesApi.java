package io.noria.protocols.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.NewModelVersion;
import io.noria.registry.RegisteredModel;
import io.noria.registry.Registry;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Registers models and versions, changes, copies and deletes them. */
final class ModelChangesApi {
  private static final int LONGEST_TEXT = 100_000;

  private final Registry registry;
  private final ModelViews views;
  private final Function<RegisteredModel, ModelWire.Model> shown;

  ModelChangesApi(
      Registry registry, ModelViews views, Function<RegisteredModel, ModelWire.Model> shown) {
    this.registry = registry;
    this.views = views;
    this.shown = shown;
  }

  void routes(Routes routes) {
    String model = "/noria/v1/models/{model}";
    String version = model + "/versions/{version}";
    routes
        .post("/noria/v1/models", this::create)
        .patch(model, this::change)
        .delete(model, this::delete)
        .post(model + "/versions", this::register)
        .patch(version, this::changeVersion)
        .delete(version, this::deleteVersion)
        .post(version + "/copy", this::copy);
  }

  private static ModelVersionId id(Exchange exchange) {
    return new ModelVersionId(exchange.path("model"), Names.version(exchange.path("version")));
  }

  private record ModelBody(
      @Nullable String name, @Nullable String description, @Nullable Map<String, String> tags) {}

  private void create(Exchange exchange) {
    ModelBody body = exchange.json(ModelBody.class);
    if (body.name() == null) {
      throw NoriaException.invalid("name: missing (expected: the model's name)");
    }
    exchange.send(
        shown.apply(
            registry.models().create(body.name(), text(body.description()), tags(body.tags()))));
  }

  private record ModelPatch(
      @Nullable String name, @Nullable String description, @Nullable Map<String, JsonNode> tags) {}

  private void change(Exchange exchange) {
    String name = exchange.path("model");
    ModelPatch patch = exchange.json(ModelPatch.class);
    registry.models().get(name);
    String description = patch.description() == null ? null : text(patch.description());
    TagChanges tags = TagChanges.of(patch.tags());
    // The name first: it is what may be refused.
    String now = name;
    if (patch.name() != null) {
      // A plain name is one within the workspace that the model is in.
      String wanted =
          patch.name().indexOf('/') < 0
              ? Names.qualified(Names.workspace(name), patch.name())
              : patch.name();
      now = wanted.equals(name) ? name : registry.models().rename(name, wanted).name();
    }
    if (description != null) {
      registry.models().describe(now, description);
    }
    String named = now;
    tags.apply(
        tag -> registry.models().setTag(named, tag.getKey(), tag.getValue()),
        key -> registry.models().deleteTag(named, key));
    exchange.send(shown.apply(registry.models().get(named)));
  }

  private void delete(Exchange exchange) {
    registry.models().delete(exchange.path("model"));
    exchange.send(Map.of("done", true));
  }

  private record VersionBody(
      @Nullable String source,
      @Nullable String run,
      @Nullable String path,
      @Nullable String description,
      @Nullable Map<String, String> tags,
      @Nullable Instant eventTime) {}

  /** From a run and a path of its artifacts, or from any source. */
  private void register(Exchange exchange) {
    VersionBody body = exchange.json(VersionBody.class);
    RunId run = body.run() == null ? null : new RunId(body.run());
    String source = body.source();
    if (source == null) {
      if (run == null || body.path() == null) {
        throw NoriaException.invalid(
            "run and path, or source: missing (expected: a run and a folder of its artifacts, or"
                + " runs:/RUN/PATH, models:/m-ID, models:/NAME/VERSION …)");
      }
      source = "runs:/" + run + "/" + body.path();
    } else if (body.path() != null) {
      throw NoriaException.invalid("path: given beside source (expected: one of them)");
    }
    ModelVersion made =
        registry
            .versions()
            .create(
                new NewModelVersion(
                    exchange.path("model"),
                    source,
                    run,
                    null,
                    text(body.description()),
                    tags(body.tags()),
                    body.eventTime()));
    exchange.send(views.version(made.id(), false));
  }

  private record VersionPatch(@Nullable String description, @Nullable Map<String, JsonNode> tags) {}

  private void changeVersion(Exchange exchange) {
    ModelVersionId id = id(exchange);
    VersionPatch patch = exchange.json(VersionPatch.class);
    registry.versions().get(id);
    TagChanges tags = TagChanges.of(patch.tags());
    if (patch.description() != null) {
      registry.versions().describe(id, text(patch.description()));
    }
    tags.apply(
        tag -> registry.versions().setTag(id, tag.getKey(), tag.getValue()),
        key -> registry.versions().deleteTag(id, key));
    exchange.send(views.version(id, false));
  }

  private void deleteVersion(Exchange exchange) {
    registry.versions().delete(id(exchange));
    exchange.send(Map.of("done", true));
  }

  private record CopyBody(
      @Nullable String to, @Nullable String description, @Nullable Map<String, String> tags) {}

  /** The copy goes by the original's files; the model that it goes to is made when it is not. */
  private void copy(Exchange exchange) {
    ModelVersionId id = id(exchange);
    CopyBody body = exchange.json(CopyBody.class);
    if (body.to() == null) {
      throw NoriaException.invalid("to: missing (expected: the name of a model)");
    }
    Names.model(body.to());
    ModelVersion original = registry.versions().get(id);
    Map<String, String> tags = body.tags() == null ? original.tags() : tags(body.tags());
    String description =
        body.description() == null ? original.description() : text(body.description());
    registry.models().ensure(body.to());
    ModelVersion copy =
        registry
            .versions()
            .create(
                new NewModelVersion(
                    body.to(),
                    "models:/" + id.model() + "/" + id.version(),
                    original.run(),
                    original.loggedModel(),
                    description,
                    tags,
                    original.eventTime()));
    exchange.send(views.version(copy.id(), false));
  }

  private static String text(@Nullable String description) {
    if (description != null && description.length() > LONGEST_TEXT) {
      throw NoriaException.invalid(
          "description: "
              + description.length()
              + " characters (expected: at most "
              + LONGEST_TEXT
              + ")");
    }
    return description == null ? "" : description;
  }

  private static Map<String, String> tags(@Nullable Map<String, String> tags) {
    if (tags == null) {
      return Map.of();
    }
    tags.forEach((key, value) -> {
      if (value == null) {
        throw NoriaException.invalid("tags." + key + ": null (expected: a string)");
      }
    });
    return tags;
  }

  /** Tags to set, and to delete where the value is null. */
  private record TagChanges(Map<String, String> set, java.util.List<String> deleted) {
    static TagChanges of(@Nullable Map<String, JsonNode> tags) {
      Map<String, String> set = new TreeMap<>();
      java.util.List<String> deleted = new java.util.ArrayList<>();
      if (tags != null) {
        tags.forEach((key, value) -> {
          if (value == null || value.isNull()) {
            deleted.add(key);
          } else if (value.isTextual()) {
            set.put(key, value.textValue());
          } else {
            throw NoriaException.invalid(
                "tags." + key + ": " + value + " (expected: a string, or null to delete)");
          }
        });
      }
      return new TagChanges(set, deleted);
    }

    void apply(Consumer<Map.Entry<String, String>> put, Consumer<String> delete) {
      set.entrySet().forEach(put);
      deleted.forEach(delete);
    }
  }
}
