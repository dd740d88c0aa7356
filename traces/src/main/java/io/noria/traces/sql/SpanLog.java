package io.noria.traces.sql;

import io.noria.storage.sql.Transaction;
import io.noria.traces.JsonText;
import io.noria.traces.Previews;
import io.noria.traces.Span;
import io.noria.traces.SpanBatch;
import io.noria.traces.SpanKeys;
import io.noria.traces.SpanStatus;
import io.noria.traces.SpanTotals;
import io.noria.traces.TraceState;
import io.noria.tracking.ExperimentId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Writes spans, and what they say of their trace where nobody else has. */
final class SpanLog {
  private static final long NS_PER_MS = 1_000_000;

  private final Transaction tx;
  private final Handle handle;

  SpanLog(Transaction tx) {
    this.tx = tx;
    this.handle = tx.handle();
  }

  void write(ExperimentId experiment, SpanBatch batch) {
    List<Span> spans = batch.spans();
    TraceRows.Row before = TraceRows.find(handle, batch.trace()).orElse(null);
    boolean isNew = before == null;
    TraceRows.Row row = before == null ? begin(experiment, batch) : before;
    index(row.number(), spans);
    Chunks.add(handle, row.number(), spans);
    widen(row, spans);
    Span root = root(spans);
    if (root != null) {
      describe(row, root);
    }
    attribute(row, spans);
    total(row, isNew ? spans : null, spans);
    tag(row, batch, root);
  }

  private TraceRows.Row begin(ExperimentId experiment, SpanBatch batch) {
    handle.execute(
        "INSERT INTO traces (id, experiment, started_ms, state, finalized, spans, recorded_ms)"
            + " VALUES (?, ?, ?, 'IN_PROGRESS', 0, 0, ?) ON CONFLICT (id) DO NOTHING",
        batch.trace().value(),
        experiment.number(),
        startMs(batch.spans()),
        tx.now());
    TraceRows.Row row = TraceRows.get(handle, batch.trace());
    Rows.put(
        handle,
        "trace_tags",
        "trace",
        row.number(),
        Map.of(SpanKeys.ARTIFACTS, SqlTraceStore.artifacts(row.experiment(), row.id())));
    return row;
  }

  private static long startMs(List<Span> spans) {
    return spans.stream().mapToLong(Span::startNs).min().orElse(0) / NS_PER_MS;
  }

  private static @Nullable Span root(List<Span> spans) {
    return spans.stream().filter(span -> span.parent() == null).findFirst().orElse(null);
  }

  private void index(long trace, List<Span> spans) {
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO trace_spans (trace, id, name, type, status, start_ns, end_ns, model,"
                + " provider, input_cost, output_cost, total_cost)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (trace, id) DO UPDATE"
                + " SET name = excluded.name, type = excluded.type, status = excluded.status,"
                + " start_ns = excluded.start_ns, end_ns = excluded.end_ns,"
                + " model = excluded.model, provider = excluded.provider,"
                + " input_cost = excluded.input_cost, output_cost = excluded.output_cost,"
                + " total_cost = excluded.total_cost");
    Map<String, Span> last = new LinkedHashMap<>();
    spans.forEach(span -> last.put(span.id(), span));
    for (Span span : last.values()) {
      Map<?, ?> cost = JsonText.object(span.attributes().get(SpanKeys.COST));
      batch.add(
          trace,
          span.id(),
          span.name(),
          span.type(),
          span.status().name(),
          span.startNs(),
          span.endNs(),
          dimension(span.text(SpanKeys.MODEL)),
          dimension(span.text(SpanKeys.PROVIDER)),
          SpanTotals.amount(cost, "input_cost"),
          SpanTotals.amount(cost, "output_cost"),
          SpanTotals.amount(cost, "total_cost"));
    }
    batch.execute();
    handle.execute(
        "UPDATE traces SET spans = (SELECT COUNT(*) FROM trace_spans WHERE trace = ?)"
            + " WHERE number = ?",
        trace,
        trace);
  }

  private static @Nullable String dimension(@Nullable String name) {
    return name == null ? null : name.substring(0, Math.min(name.length(), 500));
  }

  /** Start and end reach over all spans until the client has said when they were. */
  private void widen(TraceRows.Row row, List<Span> spans) {
    if (row.finalized()) {
      return;
    }
    long start = Math.min(row.startedMs(), startMs(spans));
    Long known = row.durationMs();
    long end = known == null ? Long.MIN_VALUE : row.startedMs() + known;
    for (Span span : spans) {
      Long ended = span.endNs();
      end = ended == null ? end : Math.max(end, ended / NS_PER_MS);
    }
    handle.execute(
        "UPDATE traces SET started_ms = ?, duration_ms = ? WHERE number = ?",
        start,
        end == Long.MIN_VALUE ? null : (Long) Math.max(0, end - start),
        row.number());
  }

  /** What the root span says: how it ended, its name, what went in and came out. */
  private void describe(TraceRows.Row row, Span root) {
    boolean open =
        row.state() == TraceState.IN_PROGRESS || row.state() == TraceState.STATE_UNSPECIFIED;
    TraceState ended =
        root.status() == SpanStatus.ERROR
            ? TraceState.ERROR
            : root.endNs() == null ? TraceState.IN_PROGRESS : TraceState.OK;
    String request = Previews.of(root.attributes().get(SpanKeys.INPUTS), "user");
    String response = Previews.of(root.attributes().get(SpanKeys.OUTPUTS), "assistant");
    handle.execute(
        "UPDATE traces SET state = ?, name = COALESCE(name, ?),"
            + " request_preview = COALESCE(request_preview, ?),"
            + " response_preview = COALESCE(response_preview, ?) WHERE number = ?",
        (open ? ended : row.state()).name(),
        row.finalized() ? null : root.name().substring(0, Math.min(root.name().length(), 4096)),
        request,
        response,
        row.number());
  }

  /** Session and user as OpenTelemetry names them. */
  private void attribute(TraceRows.Row row, List<Span> spans) {
    String session =
        row.session() == null ? first(spans, "session.id", "gen_ai.conversation.id") : null;
    String user = row.user() == null ? first(spans, "user.id") : null;
    Map<String, String> metadata = new TreeMap<>();
    if (session != null) {
      metadata.put(SpanKeys.SESSION, session);
      handle.execute("UPDATE traces SET session = ? WHERE number = ?", session, row.number());
    }
    if (user != null) {
      metadata.put(SpanKeys.USER, user);
      handle.execute("UPDATE traces SET user_name = ? WHERE number = ?", user, row.number());
    }
    Rows.put(handle, "trace_metadata", "trace", row.number(), metadata);
  }

  private static @Nullable String first(List<Span> spans, String... keys) {
    for (Span span : spans) {
      for (String key : keys) {
        String value = span.attributes().get(key);
        if (value != null) {
          String text = JsonText.shown(value);
          return text.substring(0, Math.min(text.length(), 250));
        }
      }
    }
    return null;
  }

  /** Tokens and cost over every span of the trace, unless the client has said them. */
  private void total(TraceRows.Row row, @Nullable List<Span> all, List<Span> fresh) {
    boolean usage =
        !(row.finalized() && row.hasUsage())
            && fresh.stream().anyMatch(span -> span.attributes().containsKey(SpanKeys.USAGE));
    boolean cost =
        !(row.finalized() && row.hasCost())
            && fresh.stream().anyMatch(span -> span.attributes().containsKey(SpanKeys.COST));
    if (!usage && !cost) {
      return;
    }
    List<Span> spans = all == null ? Chunks.of(handle, row.number()) : new ArrayList<>(all);
    Map<String, String> metadata = new TreeMap<>();
    if (usage) {
      put(metadata, SpanKeys.TRACE_USAGE, SpanTotals.usage(spans));
    }
    if (cost) {
      put(metadata, SpanKeys.TRACE_COST, SpanTotals.cost(spans));
    }
    Rows.put(handle, "trace_metadata", "trace", row.number(), metadata);
    SqlTraceStore.copyTotals(handle, row.number(), metadata);
  }

  private static void put(
      Map<String, String> metadata, String key, @Nullable Map<String, Number> numbers) {
    if (numbers != null) {
      metadata.put(key, SpanTotals.json(numbers));
    }
  }

  private void tag(TraceRows.Row row, SpanBatch batch, @Nullable Span root) {
    Map<String, String> tags = new TreeMap<>();
    batch
        .resource()
        .forEach((key, value) -> {
          // A client's resource must not write over what the server keeps in tags.
          if (!key.startsWith("telemetry.sdk.") && !key.startsWith("mlflow.")) {
            putTag(tags, key, value);
          }
        });
    String name = null;
    if (root != null) {
      for (Map.Entry<String, String> attribute : root.attributes().entrySet()) {
        if (attribute.getKey().startsWith(SpanKeys.TAG_PREFIX)) {
          String key = attribute.getKey().substring(SpanKeys.TAG_PREFIX.length());
          putTag(tags, key, JsonText.shown(attribute.getValue()));
        }
      }
      name = tags.remove(SpanKeys.NAME);
    }
    tags.put(SpanKeys.SPANS_LOCATION, SpanKeys.HERE);
    Rows.put(handle, "trace_tags", "trace", row.number(), tags);
    if (name != null) {
      handle.execute("UPDATE traces SET name = ? WHERE number = ?", name, row.number());
    }
  }

  /** What cannot be a tag is left out, so that spans of a strange program are kept all the same. */
  private static void putTag(Map<String, String> tags, String key, String value) {
    if (!key.isEmpty()
        && key.length() <= SqlTraceStore.TAG_KEY
        && value.length() <= SqlTraceStore.TAG_VALUE) {
      tags.put(key, Objects.requireNonNull(value));
    }
  }
}
