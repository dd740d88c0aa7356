package io.noria.tracking.sql;

import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Filter;
import io.noria.tracking.FilterParser;
import io.noria.tracking.FoundRun;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.PageToken;
import io.noria.tracking.Run;
import io.noria.tracking.RunColumns;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import io.noria.tracking.View;
import io.noria.tracking.live.HeldRun;
import io.noria.tracking.live.LiveRuns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Searches runs: in memory when they are held there, else in the tables. */
final class RunFinder {
  private final Database database;
  private final @Nullable LiveRuns live;

  /**
   * A finder.
   *
   * @param live the runs in memory; null to search the tables alone
   */
  RunFinder(Database database, @Nullable LiveRuns live) {
    this.database = database;
    this.live = live;
  }

  FoundRuns find(RunSearch search, boolean count) {
    Filter filter = FilterParser.parse(search.filter());
    // Written as SQL in any case: that refuses what is not in the language.
    SearchSql sql = sql(search, filter);
    if (search.experiments().isEmpty()) {
      return new FoundRuns(List.of(), null, 0);
    }
    List<@Nullable Object> after =
        PageToken.read(question(search), search.pageToken(), sql.sortTypes());
    if (live != null && isSameInMemory(database, filter)) {
      List<FilterParser.Order> orders = search.orderBy().stream().map(FilterParser::order).toList();
      LiveRuns.Answer answer = live.find(search, filter, orders, after);
      if (answer != null) {
        return held(search, answer, count);
      }
    }
    return find(search, sql, count);
  }

  /** PostgreSQL knows the cases of all letters, SQLite and the runs in memory those of ASCII. */
  static boolean isSameInMemory(Database database, Filter filter) {
    return database.dialect().isSqlite()
        || switch (filter) {
          case Filter.And all ->
              all.parts().stream().allMatch(part -> isSameInMemory(database, part));
          case Filter.Or any ->
              any.parts().stream().allMatch(part -> isSameInMemory(database, part));
          case Filter.Not not -> isSameInMemory(database, not.part());
          case Filter.Compare compare ->
              compare.operator() != Filter.Operator.ILIKE
                  || compare.values().stream()
                      .allMatch(value -> value.text().chars().allMatch(c -> c < 128));
        };
  }

  private FoundRuns held(RunSearch search, LiveRuns.Answer answer, boolean count) {
    List<RunId> related =
        answer.runs().stream().filter(HeldRun::isRelated).map(run -> run.info().id()).toList();
    Map<RunId, RunRows.Related> around =
        related.isEmpty() ? Map.of() : database.read(handle -> RunRows.related(handle, related));
    List<FoundRun> runs = new ArrayList<>(answer.runs().size());
    for (HeldRun run : answer.runs()) {
      runs.add(new FoundLive(run, around.getOrDefault(run.info().id(), RunRows.Related.NONE)));
    }
    List<@Nullable Object> last = answer.lastKeys();
    String next = answer.more() && last != null ? PageToken.write(question(search), last) : null;
    return new FoundRuns(runs, next, count ? answer.total() : -1);
  }

  private SearchSql sql(RunSearch search, Filter filter) {
    SearchSql sql = matching(search.experiments(), filter, search.view());
    sql.order(search.orderBy());
    if (search.orderBy().isEmpty()) {
      sql.sort(SearchField.number("r.started_ms").always(), false);
    }
    return sql.sort(SearchField.text("r.id").always(), true);
  }

  private SearchSql matching(List<ExperimentId> experiments, Filter filter, View view) {
    SearchSql sql = new SearchSql(database.dialect(), RunFields::of).filter(filter);
    sql.in("r.experiment", experiments.stream().map(ExperimentId::number).toList());
    Views.restrict(sql, "r.lifecycle", view);
    return sql;
  }

  /** What a page's token is bound to. */
  private static List<Object> question(RunSearch search) {
    return List.of(
        search.experiments().toString(), search.filter(), search.view().name(), search.orderBy());
  }

  private FoundRuns find(RunSearch search, SearchSql sql, boolean count) {
    return database.read(handle -> {
      long total = count ? count(handle, sql) : -1;
      Page<Run> page =
          Pages.of(
              database,
              sql,
              question(search),
              new Pages.Source("r.number AS owner", "runs r", search.limit(), search.pageToken()),
              RunRows::byNumber);
      List<FoundRun> runs = page.items().stream().<FoundRun>map(FoundRun.Loaded::new).toList();
      return new FoundRuns(runs, page.nextToken(), total);
    });
  }

  private static long count(Handle handle, SearchSql sql) {
    SearchSql.Statement count = sql.count("runs r");
    return handle.select(count.text(), count.arguments().toArray()).mapTo(Long.class).one();
  }

  /** Some runs that match and do not stand there yet. */
  List<RunRows.Row> toMove(
      Handle handle, List<ExperimentId> experiments, String filter, Lifecycle to, int most) {
    View from = to == Lifecycle.DELETED ? View.ACTIVE_ONLY : View.DELETED_ONLY;
    SearchSql.Statement where = matching(experiments, FilterParser.parse(filter), from).where();
    List<Object> arguments = new ArrayList<>(where.arguments());
    arguments.add(most);
    return RunRows.list(
        handle, "r WHERE " + where.text() + " ORDER BY r.number LIMIT ?", arguments.toArray());
  }

  RunColumns columns(RunColumns.Search search) {
    Filter filter = FilterParser.parse(search.filter());
    // Written as SQL in any case: that refuses what is not in the language.
    SearchSql.Statement where = matching(search.experiments(), filter, View.ACTIVE_ONLY).where();
    if (live != null && isSameInMemory(database, filter)) {
      List<RunColumns.Column> held = live.columns(search.experiments(), filter, search.kinds());
      if (held != null) {
        return shown(held, search);
      }
    }
    return database.read(handle -> {
      List<RunColumns.Column> found = new ArrayList<>();
      for (RunColumns.Kind kind : RunColumns.Kind.values()) {
        if (search.kinds().contains(kind)) {
          found.addAll(columns(handle, kind, where));
        }
      }
      return shown(found, search);
    });
  }

  private List<RunColumns.Column> columns(
      Handle handle, RunColumns.Kind kind, SearchSql.Statement where) {
    String table =
        switch (kind) {
          case METRIC -> "metric_series";
          case PARAM -> "run_params";
          case TAG -> "run_tags";
        };
    return handle
        .select(
            "SELECT x.key, COUNT(*) FROM runs r JOIN "
                + table
                + " x ON x.run = r.number WHERE "
                + where.text()
                + " GROUP BY x.key",
            where.arguments().toArray())
        .map((rows, context) -> new RunColumns.Column(kind, rows.getString(1), rows.getLong(2)))
        .list();
  }

  /** The columns that fit the question, in their order. */
  private static RunColumns shown(List<RunColumns.Column> all, RunColumns.Search search) {
    String prefix = search.prefix().toLowerCase(Locale.ROOT);
    String part = search.contains().toLowerCase(Locale.ROOT);
    List<RunColumns.Column> fitting =
        all.stream()
            .filter(column -> {
              String key = column.key().toLowerCase(Locale.ROOT);
              return key.startsWith(prefix) && key.contains(part);
            })
            .sorted(
                Comparator.comparing(RunColumns.Column::kind)
                    .thenComparing(RunColumns.Column::runs, Comparator.reverseOrder())
                    .thenComparing(RunColumns.Column::key))
            .toList();
    return new RunColumns(
        fitting.subList(0, Math.min(search.limit(), fitting.size())),
        fitting.size() > search.limit());
  }
}
