package io.noria.registry.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.registry.Webhook;
import io.noria.registry.WebhookAnswer;
import io.noria.registry.WebhookChange;
import io.noria.registry.WebhookDelivery;
import io.noria.registry.WebhookEvent;
import io.noria.registry.WebhookStore;
import io.noria.registry.webhook.Post;
import io.noria.registry.webhook.Signed;
import io.noria.registry.webhook.Target;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.PageToken;
import io.noria.tracking.WorkspaceName;
import io.noria.tracking.WorkspaceStore;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of webhooks, and the courier that empties them. */
public final class SqlWebhookStore implements WebhookStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlWebhookStore.class);
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final int MOST = 1000;
  private static final int MOST_PAGE = 1000;
  private static final int LONGEST_TEXT = 1000;
  private static final String COLUMNS =
      "id, name, url, description, secret, active, created_ms, updated_ms, workspace";

  private final Database database;
  private final WorkspaceStore workspaces;
  private final InstantSource clock;
  private final boolean loopback;
  private final WebhookCourier courier;

  /**
   * The tables in the database.
   *
   * @param workspaces whose models they may hear of
   * @param loopback whether posts may go to this machine itself
   */
  public SqlWebhookStore(
      Database database, WorkspaceStore workspaces, InstantSource clock, boolean loopback) {
    this.database = database;
    this.workspaces = workspaces;
    this.clock = clock;
    this.loopback = loopback;
    this.courier = new WebhookCourier(database, clock, loopback);
  }

  @Override
  public Webhook create(WorkspaceName workspace, WebhookChange wanted) {
    check(wanted);
    String name = required("name", wanted.name());
    String url = required("url", wanted.url());
    List<WebhookEvent> events = wanted.events();
    if (events == null) {
      throw NoriaException.invalid("webhook events: missing (expected: at least one)");
    }
    String id = UUID.randomUUID().toString();
    Webhook made =
        database.write(tx -> {
          if (!workspace.isDefault() && workspaces.hold(tx, workspace).isEmpty()) {
            throw NoriaException.notFound("Workspace '" + workspace + "' not found");
          }
          long there = tx.handle().select("SELECT COUNT(*) FROM webhooks").mapTo(Long.class).one();
          if (there >= MOST) {
            throw new NoriaException(
                ErrorCode.FAILED_PRECONDITION, "webhooks: " + MOST + ", as many as are allowed");
          }
          tx.handle()
              .execute(
                  "INSERT INTO webhooks (id, workspace, name, url, description, secret, active,"
                      + " lease_until_ms, created_ms, updated_ms)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                  id,
                  workspace.value(),
                  name,
                  url,
                  wanted.description() == null ? "" : wanted.description(),
                  secret(wanted.secret()),
                  Boolean.FALSE.equals(wanted.active()) ? 0 : 1,
                  tx.now(),
                  tx.now());
          putEvents(tx, id, events);
          return one(tx.handle(), id);
        });
    LOG.info("event=webhook_created webhook={} events={}", id, events.size());
    courier.wake();
    return made;
  }

  private static String required(String what, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw NoriaException.invalid("webhook " + what + ": missing");
    }
    return text;
  }

  private static @Nullable String secret(@Nullable String secret) {
    return secret == null || secret.isEmpty() ? null : secret;
  }

  private void check(WebhookChange wanted) {
    String name = wanted.name();
    if (name != null && !NAME.matcher(name).matches()) {
      throw NoriaException.invalid(
          "webhook name: '"
              + Limits.shown(name)
              + "' (expected: 1 to 63 letters, digits, dots, underscores and hyphens, the first and"
              + " last a letter or digit)");
    }
    if (wanted.events() != null && wanted.events().isEmpty()) {
      throw NoriaException.invalid("webhook events: none (expected: at least one)");
    }
    Limits.atMost("webhook description", wanted.description(), LONGEST_TEXT);
    Limits.atMost("webhook secret", wanted.secret(), LONGEST_TEXT);
    if (wanted.url() != null) {
      Target.resolve(wanted.url(), loopback);
    }
  }

  private static void putEvents(Transaction tx, String id, List<WebhookEvent> events) {
    tx.handle().execute("DELETE FROM webhook_events WHERE webhook = ?", id);
    for (WebhookEvent event : events.stream().distinct().toList()) {
      tx.handle()
          .execute("INSERT INTO webhook_events (webhook, event) VALUES (?, ?)", id, event.name());
    }
  }

  @Override
  public Webhook get(String id) {
    return database.read(handle -> one(handle, id));
  }

  private static Webhook one(Handle handle, String id) {
    return rows(handle, "WHERE id = ?", id).stream()
        .findFirst()
        .orElseThrow(() -> NoriaException.notFound("webhook: none '" + Limits.shown(id) + "'"));
  }

  private static List<Webhook> rows(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM webhooks " + rest, arguments)
        .map((row, context) -> webhook(handle, row))
        .list();
  }

  private static Webhook webhook(Handle handle, ResultSet row) throws SQLException {
    String id = row.getString(1);
    List<WebhookEvent> events =
        handle
            .select("SELECT event FROM webhook_events WHERE webhook = ?", id)
            .map((rows, context) -> WebhookEvent.valueOf(rows.getString(1)))
            .list()
            .stream()
            .sorted()
            .toList();
    return new Webhook(
        id,
        new WorkspaceName(row.getString(9)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        events,
        row.getString(5) != null,
        row.getLong(6) == 1,
        Instant.ofEpochMilli(row.getLong(7)),
        Instant.ofEpochMilli(row.getLong(8)));
  }

  @Override
  public Page<Webhook> list(
      @Nullable WorkspaceName workspace, int limit, @Nullable String pageToken) {
    if (limit < 1 || limit > MOST_PAGE) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 1 to " + MOST_PAGE + ")");
    }
    List<@Nullable Object> after =
        PageToken.read("webhooks", pageToken, List.of(Long.class, String.class));
    List<Object> arguments = new ArrayList<>();
    String where = "WHERE 1 = 1 ";
    if (workspace != null) {
      where += "AND workspace = ? ";
      arguments.add(workspace.value());
    }
    if (after != null) {
      if (!(after.get(0) instanceof Long created) || !(after.get(1) instanceof String id)) {
        throw NoriaException.invalid("page_token: (expected: the token of the page before)");
      }
      where += "AND (created_ms < ? OR (created_ms = ? AND id > ?)) ";
      arguments.addAll(List.of(created, created, id));
    }
    arguments.add(limit + 1L);
    String rest = where + "ORDER BY created_ms DESC, id LIMIT ?";
    List<Webhook> found = database.read(handle -> rows(handle, rest, arguments.toArray()));
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    List<Webhook> shown = found.subList(0, limit);
    Webhook last = shown.getLast();
    return new Page<>(
        shown, PageToken.write("webhooks", List.of(last.createdAt().toEpochMilli(), last.id())));
  }

  @Override
  public Webhook update(String id, WebhookChange change) {
    check(change);
    Webhook changed =
        database.write(tx -> {
          one(tx.handle(), id);
          Boolean active = change.active();
          set(tx, id, "name", change.name());
          set(tx, id, "url", change.url());
          set(tx, id, "description", change.description());
          set(tx, id, "active", active == null ? null : active ? 1 : 0);
          if (change.secret() != null) {
            tx.handle()
                .execute(
                    "UPDATE webhooks SET secret = ? WHERE id = ?", secret(change.secret()), id);
          }
          if (change.events() != null) {
            putEvents(tx, id, change.events());
          }
          set(tx, id, "updated_ms", tx.now());
          return one(tx.handle(), id);
        });
    courier.wake();
    return changed;
  }

  private static void set(Transaction tx, String id, String column, @Nullable Object value) {
    if (value != null) {
      tx.handle().execute("UPDATE webhooks SET " + column + " = ? WHERE id = ?", value, id);
    }
  }

  @Override
  public void delete(String id) {
    database.write(tx -> {
      one(tx.handle(), id);
      tx.handle().execute("DELETE FROM webhook_deliveries WHERE webhook = ?", id);
      tx.handle().execute("DELETE FROM webhook_events WHERE webhook = ?", id);
      return tx.handle().execute("DELETE FROM webhooks WHERE id = ?", id);
    });
    LOG.info("event=webhook_deleted webhook={}", id);
  }

  @Override
  public WebhookAnswer test(String id, @Nullable WebhookEvent event) {
    Webhook webhook = get(id);
    Optional<String> secret =
        database.read(handle ->
            handle
                .select("SELECT secret FROM webhooks WHERE id = ? AND secret IS NOT NULL", id)
                .mapTo(String.class)
                .findFirst());
    Instant now = clock.instant();
    String body = WebhookQueue.example(event == null ? webhook.events().getFirst() : event, now);
    Target target;
    try {
      target = Target.resolve(webhook.url(), loopback);
    } catch (NoriaException e) {
      return WebhookAnswer.failed(String.valueOf(e.getMessage()));
    }
    return Post.send(
        target,
        Signed.headers(secret.orElse(null), UUID.randomUUID().toString(), now, body),
        body.getBytes(StandardCharsets.UTF_8),
        WebhookCourier.AT_MOST);
  }

  @Override
  public List<WebhookDelivery> deliveries(String id, int limit) {
    return database.read(handle -> {
      one(handle, id);
      return handle
          .select(
              "SELECT id, event, state, attempts, next_ms, status, error, created_ms"
                  + " FROM webhook_deliveries WHERE webhook = ? ORDER BY sequence DESC LIMIT ?",
              id,
              limit)
          .map((row, context) -> delivery(row))
          .list();
    });
  }

  private static WebhookDelivery delivery(ResultSet row) throws SQLException {
    int status = row.getInt(6);
    Integer answered = row.wasNull() ? null : status;
    return new WebhookDelivery(
        row.getString(1),
        WebhookEvent.valueOf(row.getString(2)),
        WebhookDelivery.State.valueOf(row.getString(3)),
        row.getInt(4),
        Instant.ofEpochMilli(row.getLong(5)),
        answered,
        row.getString(7),
        Instant.ofEpochMilli(row.getLong(8)));
  }

  @Override
  public void start() {
    courier.start();
  }

  @Override
  public void close() {
    courier.close();
  }
}
