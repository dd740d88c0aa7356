package io.noria.tracking.sql;

import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.FoundRun;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Run;
import io.noria.tracking.RunColumns;
import io.noria.tracking.RunSearch;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import io.noria.tracking.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** Searches runs in the tables. */
final class RunFinder {
  private final Database database;

  RunFinder(Database database) {
    this.database = database;
  }

  /** The search as SQL; throws INVALID_ARGUMENT for what is not in the language. */
  SearchSql sql(RunSearch search) {
    SearchSql sql = matching(search.experiments(), search.filter(), search.view());
    sql.order(search.orderBy());
    if (search.orderBy().isEmpty()) {
      sql.sort(SearchField.number("r.started_ms").always(), false);
    }
    return sql.sort(SearchField.text("r.id").always(), true);
  }

  private SearchSql matching(List<ExperimentId> experiments, String filter, View view) {
    SearchSql sql = new SearchSql(database.dialect(), RunFields::of).filter(filter);
    sql.in("r.experiment", experiments.stream().map(ExperimentId::number).toList());
    Views.restrict(sql, "r.lifecycle", view);
    return sql;
  }

  /** What a page's token is bound to. */
  static List<Object> question(RunSearch search) {
    return List.of(
        search.experiments().toString(), search.filter(), search.view().name(), search.orderBy());
  }

  FoundRuns find(RunSearch search, SearchSql sql, boolean count) {
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

  /** The numbers of some runs that match and do not stand there yet. */
  List<Long> toMove(
      Handle handle, List<ExperimentId> experiments, String filter, Lifecycle to, int most) {
    View from = to == Lifecycle.DELETED ? View.ACTIVE_ONLY : View.DELETED_ONLY;
    SearchSql.Statement where = matching(experiments, filter, from).where();
    List<Object> arguments = new ArrayList<>(where.arguments());
    arguments.add(most);
    return handle
        .select(
            "SELECT r.number FROM runs r WHERE " + where.text() + " ORDER BY r.number LIMIT ?",
            arguments.toArray())
        .mapTo(Long.class)
        .list();
  }

  RunColumns columns(RunColumns.Search search) {
    return database.read(handle -> {
      List<RunColumns.Column> found = new ArrayList<>();
      for (RunColumns.Kind kind : RunColumns.Kind.values()) {
        if (search.kinds().contains(kind)) {
          found.addAll(columns(handle, kind, search));
        }
      }
      return shown(found, search);
    });
  }

  private List<RunColumns.Column> columns(
      Handle handle, RunColumns.Kind kind, RunColumns.Search search) {
    String table =
        switch (kind) {
          case METRIC -> "metric_series";
          case PARAM -> "run_params";
          case TAG -> "run_tags";
        };
    SearchSql.Statement where =
        new SearchSql(database.dialect(), RunFields::of)
            .in("r.experiment", search.experiments().stream().map(ExperimentId::number).toList())
            .and("r.lifecycle = 'ACTIVE'")
            .where();
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
  static RunColumns shown(List<RunColumns.Column> all, RunColumns.Search search) {
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
