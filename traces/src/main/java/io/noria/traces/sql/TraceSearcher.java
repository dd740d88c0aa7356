package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.traces.TraceFilter;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceSearch;
import io.noria.traces.sql.Keyset.Column;
import io.noria.traces.sql.Keyset.Sort;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.PageToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Finds traces page by page. */
final class TraceSearcher {
  /** Rows that are looked at together when the database alone cannot tell. */
  private static final int BATCH = 250;

  /** Rows that one call looks at at most; a page may then be short, and its token goes on. */
  private static final int MOST_LOOKED_AT = 25_000;

  private final Database database;
  private final ExperimentStore experiments;

  private record Hit(long number, List<@Nullable Object> keys) {}

  private record Found(List<Hit> hits, @Nullable Hit last) {}

  private record Ask(TraceQuery query, Keyset order, int limit) {}

  TraceSearcher(Database database, ExperimentStore experiments) {
    this.database = database;
    this.experiments = experiments;
  }

  Page<TraceInfo> search(TraceSearch search) {
    TraceQuery query = query(search.filter());
    Keyset order = order(search.orderBy());
    List<ExperimentId> active = active(search.experiments());
    query.in("t.experiment", active.stream().map(ExperimentId::number).toList());
    List<Object> question =
        List.of(
            search.filter(),
            search.orderBy(),
            search.experiments().stream().map(ExperimentId::value).toList());
    List<@Nullable Object> after = PageToken.read(question, search.pageToken(), order.types());
    if (active.isEmpty()) {
      return new Page<>(List.of(), null);
    }
    return database.read(handle -> {
      Found found = find(handle, new Ask(query, order, search.limit()), after);
      List<Long> numbers = found.hits().stream().map(Hit::number).toList();
      Map<Long, TraceRows.Row> rows = TraceRows.all(handle, numbers);
      Map<Long, TraceInfo> infos = TraceRows.infos(handle, List.copyOf(rows.values()));
      Hit last = found.last();
      return new Page<>(
          numbers.stream().map(number -> Objects.requireNonNull(infos.get(number))).toList(),
          last == null ? null : PageToken.write(question, last.keys()));
    });
  }

  Set<TraceId> matching(List<ExperimentId> where, String filter, int most) {
    TraceQuery query = query(filter);
    List<ExperimentId> active = active(where);
    query.in("t.experiment", active.stream().map(ExperimentId::number).toList());
    Keyset order = order(List.of());
    return database.read(handle -> {
      Set<TraceId> ids = new LinkedHashSet<>();
      List<@Nullable Object> after = null;
      while (!active.isEmpty()) {
        Found found = find(handle, new Ask(query, order, 10_000), after);
        List<Long> numbers = found.hits().stream().map(Hit::number).toList();
        TraceRows.all(handle, numbers).values().forEach(row -> ids.add(row.id()));
        Hit last = found.last();
        if (ids.size() > most) {
          throw new NoriaException(
              ErrorCode.INVALID_ARGUMENT,
              "filter: more than " + most + " traces match (expected: a narrower one)");
        }
        if (last == null) {
          break;
        }
        after = last.keys();
      }
      return ids;
    });
  }

  private TraceQuery query(String filter) {
    return new TraceQuery(database.dialect()).filter(TraceFilter.parse(filter));
  }

  /** Traces of deleted experiments are hidden; there are none in an experiment that is not. */
  List<ExperimentId> active(List<ExperimentId> asked) {
    List<ExperimentId> active = new ArrayList<>();
    for (ExperimentId id : asked.stream().distinct().toList()) {
      try {
        if (experiments.get(id).lifecycle() == Lifecycle.ACTIVE) {
          active.add(id);
        }
      } catch (NoriaException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
      }
    }
    return active;
  }

  private Keyset order(List<String> orderBy) {
    List<Sort> sorts = new ArrayList<>();
    for (String clause : orderBy) {
      TraceFilter.Order order = TraceFilter.order(clause);
      sorts.add(new Sort(TraceFields.sortColumn(order.field()), order.ascending()));
    }
    sorts.add(new Sort(Column.number("t.started_ms", false), false));
    sorts.add(new Sort(Column.text("t.id", false), true));
    return new Keyset(database.dialect(), sorts);
  }

  /** One page of hits; {@code last} is where the next begins, null when there is none. */
  private Found find(Handle handle, Ask ask, @Nullable List<@Nullable Object> start) {
    boolean exact = ask.query().tests().isEmpty();
    int batch = exact ? ask.limit() + 1 : BATCH;
    List<Hit> hits = new ArrayList<>();
    List<@Nullable Object> after = start;
    for (int looked = 0; looked < MOST_LOOKED_AT || exact; looked += batch) {
      List<Hit> rows = rows(handle, ask, after, batch);
      Set<Long> passing = passing(handle, ask.query(), rows);
      for (Hit row : rows) {
        if (passing.contains(row.number())) {
          if (hits.size() == ask.limit()) {
            return new Found(hits, hits.getLast());
          }
          hits.add(row);
        }
      }
      if (rows.size() < batch) {
        return new Found(hits, null);
      }
      after = rows.getLast().keys();
      if (looked + batch >= MOST_LOOKED_AT) {
        return new Found(hits, rows.getLast());
      }
    }
    return new Found(hits, null);
  }

  private static Set<Long> passing(Handle handle, TraceQuery query, List<Hit> rows) {
    Set<Long> passing = new HashSet<>(rows.stream().map(Hit::number).toList());
    for (RowTest test : query.tests()) {
      if (!passing.isEmpty()) {
        passing.retainAll(test.passing(handle, List.copyOf(passing)));
      }
    }
    return passing;
  }

  private List<Hit> rows(
      Handle handle, Ask ask, @Nullable List<@Nullable Object> after, int limit) {
    List<Object> arguments = new ArrayList<>();
    Keyset order = ask.order();
    StringBuilder sql = new StringBuilder("SELECT t.number").append(order.select(arguments));
    sql.append(" FROM traces t WHERE ").append(ask.query().where());
    arguments.addAll(ask.query().arguments());
    if (after != null) {
      sql.append(" AND ").append(order.after(after, arguments));
    }
    sql.append(order.orderBy(arguments)).append(" LIMIT ?");
    arguments.add(limit);
    return handle
        .select(sql.toString(), arguments.toArray())
        .map((rows, context) -> new Hit(rows.getLong(1), order.keys(rows, 1)))
        .list();
  }
}
