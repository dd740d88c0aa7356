package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Filter;
import io.noria.tracking.FilterParser;
import io.noria.tracking.RunGroups;
import io.noria.tracking.SearchSql;
import io.noria.tracking.group.GroupQuestion;
import io.noria.tracking.group.GroupRows;
import io.noria.tracking.group.Grouping;
import io.noria.tracking.live.LiveRuns;
import org.jspecify.annotations.Nullable;

/** Groups runs: in memory when they are held there, else from the tables. */
final class RunGrouper {
  private final Database database;
  private final @Nullable LiveRuns live;

  RunGrouper(Database database, @Nullable LiveRuns live) {
    this.database = database;
    this.live = live;
  }

  RunGroups groups(RunGroups.Search search) {
    GroupQuestion question = GroupQuestion.of(search);
    Filter filter = FilterParser.parse(search.filter());
    // Written as SQL in any case: that refuses what is not in the language.
    SearchSql sql =
        new SearchSql(database.dialect(), RunFields::of)
            .filter(filter)
            .in("r.experiment", search.experiments().stream().map(ExperimentId::number).toList());
    Views.restrict(sql, "r.lifecycle", search.view());
    GroupRows held =
        live != null && RunFinder.isSameInMemory(database, filter)
            ? live.rows(question, filter)
            : null;
    return held != null
        ? Grouping.answer(question, held)
        : database.read(handle ->
            Grouping.answer(question, new SqlGroupRows(handle, sql.where(), question.by())));
  }
}
