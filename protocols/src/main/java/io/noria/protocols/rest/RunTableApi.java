package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.RunColumns;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.View;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table of runs: search with chosen columns, what columns there are, delete and restore. */
final class RunTableApi {
  private static final int USUAL = 100;
  private static final int MOST = 5_000;
  private static final int USUAL_COLUMNS = 500;
  private static final int MOST_MOVED = 10_000;

  private final Tracking tracking;
  private final RunsApi runs;

  RunTableApi(Tracking tracking, RunsApi runs) {
    this.tracking = tracking;
    this.runs = runs;
  }

  void routes(Routes routes) {
    routes
        .post("/noria/v1/runs/search", this::search)
        .get("/noria/v1/runs/columns", this::columns)
        .post("/noria/v1/runs/columns", this::columnsOf)
        .post("/noria/v1/runs/delete", x -> move(x, Lifecycle.DELETED))
        .post("/noria/v1/runs/restore", x -> move(x, Lifecycle.ACTIVE));
  }

  private record SearchWire(
      @Nullable List<String> experiments,
      @Nullable String filter,
      @Nullable List<String> orderBy,
      @Nullable String view,
      @Nullable List<String> columns,
      @Nullable Integer limit,
      @Nullable String pageToken) {}

  private void search(Exchange exchange) {
    SearchWire asked = exchange.json(SearchWire.class);
    int limit = asked.limit() == null ? USUAL : asked.limit();
    if (limit < 1 || limit > MOST) {
      throw NoriaException.invalid("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    RunProjection columns = RunProjection.of(asked.columns());
    RunSearch search =
        new RunSearch(
            experiments(asked.experiments()),
            asked.filter() == null ? "" : asked.filter(),
            view(asked.view()),
            asked.orderBy() == null ? List.of() : asked.orderBy(),
            limit,
            asked.pageToken());
    runs.send(exchange, "runs", tracking.runs().find(search, true), columns);
  }

  /** None given: all. */
  List<ExperimentId> experiments(@Nullable List<String> ids) {
    return ids == null
        ? RunsApi.everywhere(tracking)
        : ids.stream().map(ExperimentId::new).toList();
  }

  static View view(@Nullable String name) {
    return switch (name == null ? "active" : name) {
      case "active" -> View.ACTIVE_ONLY;
      case "deleted" -> View.DELETED_ONLY;
      case "all" -> View.ALL;
      default ->
          throw NoriaException.invalid(
              "view: '"
                  + Limits.shown(String.valueOf(name))
                  + "' (expected: active, deleted or all)");
    };
  }

  private record ColumnWire(String kind, String key, long runs) {}

  private record ColumnsWire(List<ColumnWire> columns, boolean truncated) {}

  private void columns(Exchange exchange) {
    Query query = exchange.query();
    List<String> experiments = query.all("experiment");
    send(
        exchange,
        new RunColumns.Search(
            experiments(experiments.isEmpty() ? null : experiments),
            "",
            kinds(query.all("kind")),
            query.find("prefix").orElse(""),
            query.find("contains").orElse(""),
            query.number("limit", USUAL_COLUMNS, 1, RunColumns.Search.MOST)));
  }

  private record ColumnsAsked(
      @Nullable List<String> experiments,
      @Nullable String filter,
      @Nullable List<String> kinds,
      @Nullable String prefix,
      @Nullable String contains,
      @Nullable Integer limit) {}

  /** The same with a filter, which may name more runs than an address holds. */
  private void columnsOf(Exchange exchange) {
    ColumnsAsked asked = exchange.json(ColumnsAsked.class);
    send(
        exchange,
        new RunColumns.Search(
            experiments(asked.experiments()),
            orEmpty(asked.filter()),
            kinds(asked.kinds() == null ? List.of() : asked.kinds()),
            orEmpty(asked.prefix()),
            orEmpty(asked.contains()),
            asked.limit() == null ? USUAL_COLUMNS : asked.limit()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void send(Exchange exchange, RunColumns.Search search) {
    RunColumns found = tracking.runs().columns(search);
    exchange.send(
        new ColumnsWire(
            found.columns().stream()
                .map(column ->
                    new ColumnWire(Shown.lower(column.kind()), column.key(), column.runs()))
                .toList(),
            found.truncated()));
  }

  private static Set<RunColumns.Kind> kinds(List<String> names) {
    Set<RunColumns.Kind> kinds = EnumSet.noneOf(RunColumns.Kind.class);
    for (String name : names) {
      kinds.add(
          switch (name.toLowerCase(Locale.ROOT)) {
            case "metric" -> RunColumns.Kind.METRIC;
            case "param" -> RunColumns.Kind.PARAM;
            case "tag" -> RunColumns.Kind.TAG;
            default ->
                throw NoriaException.invalid(
                    "kind: '" + Limits.shown(name) + "' (expected: metric, param or tag)");
          });
    }
    return kinds.isEmpty() ? EnumSet.allOf(RunColumns.Kind.class) : kinds;
  }

  private record MoveWire(
      @Nullable List<String> runs, @Nullable List<String> experiments, @Nullable String filter) {}

  private record MovedWire(long changed) {}

  private void move(Exchange exchange, Lifecycle to) {
    MoveWire asked = exchange.json(MoveWire.class);
    List<String> ids = asked.runs();
    List<String> experiments = asked.experiments();
    if ((ids == null) == (experiments == null)) {
      throw NoriaException.invalid(
          "runs and experiments: "
              + (ids == null ? "none given" : "both given")
              + " (expected: runs, or experiments with a filter)");
    }
    if (ids == null) {
      String filter = asked.filter() == null ? "" : asked.filter();
      exchange.send(new MovedWire(tracking.runs().move(experiments(experiments), filter, to)));
      return;
    }
    if (asked.filter() != null) {
      throw NoriaException.invalid("filter: given with runs (expected: with experiments)");
    }
    if (ids.size() > MOST_MOVED) {
      throw NoriaException.invalid(
          "runs: " + ids.size() + " (expected: at most " + MOST_MOVED + ")");
    }
    exchange.send(new MovedWire(tracking.runs().move(ids.stream().map(RunId::new).toList(), to)));
  }
}
