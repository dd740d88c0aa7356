package io.noria.registry.sql;

import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.NewModelVersion;
import io.noria.registry.VersionSource;
import io.noria.registry.WebhookEvent;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.WorkspaceName;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes what webhooks are to be told, in the transaction that makes the change. The bodies are
 * MLflow's; a prompt is a registered model with a tag that says so.
 */
final class WebhookQueue {
  /** So many may wait for one webhook; later ones are parked at once. */
  static final int MOST_WAITING = 10_000;

  private static final String IS_PROMPT = "mlflow.prompt.is_prompt";
  private static final String PROMPT_TYPE = "_mlflow_prompt_type";
  private static final String PROMPT_TEXT = "mlflow.prompt.text";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  private WebhookQueue() {}

  static void modelCreated(
      Transaction tx, String name, String description, Map<String, String> tags) {
    if (nobodyListens(tx)) {
      return;
    }
    boolean prompt = isPrompt(tags);
    Map<String, @Nullable Object> data = data("name", name);
    data.put("tags", prompt ? without(tags, IS_PROMPT, PROMPT_TYPE) : tags);
    data.put("description", description);
    put(tx, prompt ? WebhookEvent.PROMPT_CREATED : WebhookEvent.REGISTERED_MODEL_CREATED, data);
  }

  /** A tag of a model is worth an event only when it is a prompt, as in MLflow. */
  static void modelTag(Transaction tx, String name, String key, @Nullable String value) {
    if (nobodyListens(tx) || !isPrompt(tx, name)) {
      return;
    }
    Map<String, @Nullable Object> data = data("name", name);
    data.put("key", key);
    if (value != null) {
      data.put("value", value);
    }
    put(tx, value == null ? WebhookEvent.PROMPT_TAG_DELETED : WebhookEvent.PROMPT_TAG_SET, data);
  }

  static void versionCreated(
      Transaction tx, ModelVersionId id, NewModelVersion made, @Nullable String run) {
    if (nobodyListens(tx)) {
      return;
    }
    Map<String, @Nullable Object> data = version(id);
    Map<String, String> tags = made.tags();
    boolean prompt = isPrompt(tags);
    if (prompt) {
      data.put("template", tags.get(PROMPT_TEXT));
      data.put("tags", without(tags, IS_PROMPT, PROMPT_TYPE, PROMPT_TEXT));
    } else {
      data.put("source", VersionSource.within(Names.workspace(id.model()), made.source()));
      data.put("run_id", run);
      data.put("tags", tags);
    }
    data.put("description", made.description().isEmpty() ? null : made.description());
    put(
        tx,
        prompt ? WebhookEvent.PROMPT_VERSION_CREATED : WebhookEvent.MODEL_VERSION_CREATED,
        data);
  }

  static void versionTag(Transaction tx, ModelVersionId id, String key, @Nullable String value) {
    if (nobodyListens(tx)) {
      return;
    }
    Map<String, @Nullable Object> data = version(id);
    data.put("key", key);
    if (value != null) {
      data.put("value", value);
    }
    boolean prompt = isPrompt(tx, id.model());
    put(
        tx,
        value == null
            ? (prompt
                ? WebhookEvent.PROMPT_VERSION_TAG_DELETED
                : WebhookEvent.MODEL_VERSION_TAG_DELETED)
            : (prompt ? WebhookEvent.PROMPT_VERSION_TAG_SET : WebhookEvent.MODEL_VERSION_TAG_SET),
        data);
  }

  /**
   * An alias was pointed at a version, or dropped.
   *
   * @param version null when it was dropped
   */
  static void alias(Transaction tx, String model, String alias, @Nullable Integer version) {
    if (nobodyListens(tx)) {
      return;
    }
    Map<String, @Nullable Object> data = data("name", model);
    data.put("alias", alias);
    if (version != null) {
      data.put("version", Integer.toString(version));
    }
    boolean prompt = isPrompt(tx, model);
    put(
        tx,
        version == null
            ? (prompt
                ? WebhookEvent.PROMPT_ALIAS_DELETED
                : WebhookEvent.MODEL_VERSION_ALIAS_DELETED)
            : (prompt
                ? WebhookEvent.PROMPT_ALIAS_CREATED
                : WebhookEvent.MODEL_VERSION_ALIAS_CREATED),
        data);
  }

  private static Map<String, @Nullable Object> data(String key, Object value) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put(key, value);
    return data;
  }

  private static Map<String, @Nullable Object> version(ModelVersionId id) {
    Map<String, @Nullable Object> data = data("name", id.model());
    data.put("version", Integer.toString(id.version()));
    return data;
  }

  /** Whether the tags say that it is a prompt. */
  static boolean isPrompt(Map<String, String> tags) {
    return "true".equalsIgnoreCase(tags.get(IS_PROMPT));
  }

  private static boolean isPrompt(Transaction tx, String model) {
    return tx.handle()
        .select(
            "SELECT value FROM registered_model_tags WHERE model = ? AND key = ?", model, IS_PROMPT)
        .mapTo(String.class)
        .findFirst()
        .filter("true"::equalsIgnoreCase)
        .isPresent();
  }

  private static Map<String, String> without(Map<String, String> tags, String... keys) {
    Map<String, String> rest = new TreeMap<>(tags);
    List.of(keys).forEach(rest::remove);
    return rest;
  }

  private static boolean nobodyListens(Transaction tx) {
    return tx.handle()
        .select("SELECT 1 FROM webhooks WHERE active = 1 LIMIT 1")
        .mapTo(Integer.class)
        .findFirst()
        .isEmpty();
  }

  /** Webhooks hear of the models of their workspace, by the names within it. */
  private static void put(Transaction tx, WebhookEvent event, Map<String, @Nullable Object> data) {
    String model = String.valueOf(data.get("name"));
    WorkspaceName workspace = Names.workspace(model);
    List<String> listeners =
        tx.handle()
            .select(
                "SELECT w.id FROM webhooks w JOIN webhook_events e ON e.webhook = w.id"
                    + " WHERE w.active = 1 AND e.event = ? AND w.workspace = ?"
                    + " ORDER BY w.created_ms, w.id",
                event.name(),
                workspace.value())
            .mapTo(String.class)
            .list();
    if (listeners.isEmpty()) {
      return;
    }
    data.put("name", Names.within(model));
    String body = body(event, TIME.format(tx.now()), data, workspace);
    for (String webhook : listeners) {
      boolean full = waiting(tx.handle(), webhook) >= MOST_WAITING;
      tx.handle()
          .execute(
              "INSERT INTO webhook_deliveries (id, webhook, event, body, state, attempts, next_ms,"
                  + " error, created_ms, ended_ms) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
              UUID.randomUUID().toString(),
              webhook,
              event.name(),
              body,
              full ? "PARKED" : "WAITING",
              tx.now(),
              full ? "never sent: " + MOST_WAITING + " wait already" : null,
              tx.now(),
              full ? tx.now() : null);
    }
  }

  private static long waiting(Handle handle, String webhook) {
    return handle
        .select(
            "SELECT COUNT(*) FROM webhook_deliveries WHERE webhook = ? AND state = 'WAITING'",
            webhook)
        .mapTo(Long.class)
        .one();
  }

  /** The body of a post. */
  private static String body(
      WebhookEvent event,
      String time,
      Map<String, @Nullable Object> data,
      WorkspaceName workspace) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("entity", event.entity());
    body.put("action", event.action());
    body.put("timestamp", time);
    body.put("data", data);
    if (!workspace.isDefault()) {
      body.put("workspace", workspace.value());
    }
    return Json.write(body);
  }

  /** The body of a post that only tries the way: MLflow's examples. */
  static String example(WebhookEvent event, java.time.Instant now) {
    boolean prompt = event.entity().startsWith("prompt");
    boolean version = event.entity().contains("version") || event.entity().endsWith("alias");
    Map<String, @Nullable Object> data = data("name", prompt ? "example_prompt" : "example_model");
    boolean alias = event.entity().endsWith("alias");
    boolean tag = event.entity().endsWith("tag");
    boolean deleted = event.action().equals("deleted");
    if (version && !(alias && deleted)) {
      data.put("version", "1");
    }
    if (alias) {
      data.put("alias", "example_alias");
    } else if (tag) {
      data.put("key", "example_key");
      if (!deleted) {
        data.put("value", "example_value");
      }
    } else if (event == WebhookEvent.BUDGET_POLICY_EXCEEDED) {
      data = data("budget_policy_id", "bp-abc123");
      data.put("budget_unit", "USD");
      data.put("budget_amount", 100.0);
      data.put("current_spend", 105.5);
      data.put("duration_unit", "MONTHS");
      data.put("duration_value", 1);
      data.put("target_scope", "ENDPOINT");
      data.put("workspace", "default");
      data.put("target_value", "ep-abc123");
      data.put("window_start", 1_704_067_200_000L);
    } else {
      data.put("tags", Map.of("example_key", "example_value"));
      data.put("description", "An example");
      if (event == WebhookEvent.PROMPT_VERSION_CREATED) {
        data.put("template", "Hello {{name}}!");
      } else if (event == WebhookEvent.MODEL_VERSION_CREATED) {
        data.put("source", "models:/123");
        data.put("run_id", "abcd1234abcd5678");
      }
    }
    return body(event, TIME.format(now), data, WorkspaceName.DEFAULT);
  }
}
