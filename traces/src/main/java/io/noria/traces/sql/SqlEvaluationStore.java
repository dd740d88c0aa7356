package io.noria.traces.sql;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.traces.EvaluationDataset;
import io.noria.traces.EvaluationRecord;
import io.noria.traces.EvaluationStore;
import io.noria.traces.TraceFilter;
import io.noria.traces.TraceFilter.Condition;
import io.noria.traces.TraceFilter.Operator;
import io.noria.traces.TraceFilter.Scope;
import io.noria.traces.sql.Keyset.Column;
import io.noria.traces.sql.Keyset.Sort;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.Limits;
import io.noria.tracking.PageToken;
import io.noria.tracking.Tracking;
import io.noria.tracking.WorkspaceName;
import io.noria.tracking.WorkspaceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of evaluation datasets. */
public final class SqlEvaluationStore implements EvaluationStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlEvaluationStore.class);
  private static final String USER = "mlflow.user";
  private static final String EXPECTED =
      "name, created_time, last_update_time, created_by, last_updated_by or tags.KEY";
  private static final int MOST_EXPERIMENTS = 1000;

  private final Database database;
  private final ExperimentStore experiments;
  private final WorkspaceStore workspaces;
  private final IdSource ids;
  private final EvaluationRecords records;

  /** The tables in the database; datasets and records get their ids from the source. */
  public SqlEvaluationStore(Database database, Tracking tracking, IdSource ids) {
    this.database = database;
    this.experiments = tracking.experiments();
    this.workspaces = tracking.workspaces();
    this.ids = ids;
    this.records = new EvaluationRecords(database, ids);
  }

  @Override
  public EvaluationDataset create(
      WorkspaceName workspace, String name, Map<String, String> tags, List<ExperimentId> where) {
    Limits.atLeastOne("dataset name", name);
    Limits.atMost("dataset name", name, 500);
    checkTags(tags);
    check(where);
    String id = "d-" + ids.hex32();
    EvaluationDataset made =
        database.write(tx -> {
          if (!workspace.isDefault() && workspaces.hold(tx, workspace).isEmpty()) {
            throw NoriaException.notFound("Workspace '" + workspace + "' not found");
          }
          long number =
              tx.handle()
                  .select(
                      "INSERT INTO evaluation_datasets (id, workspace, name, digest, records,"
                          + " created_by, updated_by, created_ms, updated_ms)"
                          + " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) RETURNING number",
                      id,
                      workspace.value(),
                      name,
                      EvaluationRecords.digest(name, tx.now()),
                      tags.get(USER),
                      tags.get(USER),
                      tx.now(),
                      tx.now())
                  .mapTo(Long.class)
                  .one();
          Rows.put(tx.handle(), "evaluation_dataset_tags", "dataset", number, tags);
          link(tx.handle(), number, where);
          return get(tx.handle(), id);
        });
    LOG.info("event=evaluation_dataset_created dataset={}", id);
    return made;
  }

  private void check(List<ExperimentId> where) {
    if (where.size() > MOST_EXPERIMENTS) {
      throw NoriaException.invalid(
          "experiment_ids: " + where.size() + " (expected: at most " + MOST_EXPERIMENTS + ")");
    }
    where.forEach(experiments::get);
  }

  private static void checkTags(Map<String, String> tags) {
    tags.forEach((key, value) -> {
      Limits.atLeastOne("tag key", key);
      Limits.atMost("tag key", key, 255);
      Limits.atMost("tag value", value, 5000);
    });
  }

  private static void link(Handle handle, long number, List<ExperimentId> where) {
    where.forEach(experiment ->
        handle.execute(
            "INSERT INTO evaluation_dataset_experiments (dataset, experiment) VALUES (?, ?)"
                + " ON CONFLICT DO NOTHING",
            number,
            experiment.number()));
  }

  @Override
  public EvaluationDataset get(String id) {
    return database.read(handle -> get(handle, id));
  }

  private static EvaluationDataset get(Handle handle, String id) {
    return datasets(handle, List.of(EvaluationRecords.number(handle, id))).getFirst();
  }

  /** The datasets in the order of the numbers. */
  private static List<EvaluationDataset> datasets(Handle handle, List<Long> numbers) {
    Map<Long, Map<String, String>> tags =
        Rows.pairs(handle, "evaluation_dataset_tags", "dataset", numbers, Long.class);
    Map<Long, List<ExperimentId>> used = new HashMap<>();
    Map<Long, EvaluationDataset> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      String in = " IN (" + InLists.marks(chunk.size()) + ")";
      handle
          .select(
              "SELECT dataset, experiment FROM evaluation_dataset_experiments WHERE dataset"
                  + in
                  + " ORDER BY experiment",
              chunk.toArray())
          .map((rows, context) ->
              used.computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(ExperimentId.of(rows.getLong(2))))
          .list();
      handle
          .select(
              "SELECT number, id, name, digest, schema_json, records, created_by, updated_by,"
                  + " created_ms, updated_ms, workspace FROM evaluation_datasets WHERE number"
                  + in,
              chunk.toArray())
          .map((rows, context) -> {
            long number = rows.getLong(1);
            return found.put(
                number,
                new EvaluationDataset(
                    rows.getString(2),
                    new WorkspaceName(rows.getString(11)),
                    rows.getString(3),
                    rows.getString(4),
                    rows.getString(5),
                    rows.getLong(6),
                    tags.getOrDefault(number, Map.of()),
                    used.getOrDefault(number, List.of()),
                    rows.getString(7),
                    rows.getString(8),
                    Instant.ofEpochMilli(rows.getLong(9)),
                    Instant.ofEpochMilli(rows.getLong(10))));
          })
          .list();
    }
    return numbers.stream()
        .map(number -> java.util.Objects.requireNonNull(found.get(number)))
        .toList();
  }

  @Override
  public void delete(String id) {
    database.write(tx -> {
      EvaluationRecords.find(tx.handle(), id).ifPresent(number -> delete(tx.handle(), number));
      return true;
    });
    LOG.info("event=evaluation_dataset_deleted dataset={}", id);
  }

  static void delete(Handle handle, long number) {
    for (String table :
        List.of(
            "evaluation_records", "evaluation_dataset_tags", "evaluation_dataset_experiments")) {
      handle.execute("DELETE FROM " + table + " WHERE dataset = ?", number);
    }
    handle.execute("DELETE FROM evaluation_datasets WHERE number = ?", number);
  }

  @Override
  public Page<EvaluationDataset> search(EvaluationDataset.Search search) {
    List<Object> conditions = new ArrayList<>();
    String where = where(search, conditions);
    Keyset order = order(search.orderBy());
    WorkspaceName workspace = search.workspace();
    List<Object> question =
        List.of(
            search.filter(),
            search.orderBy(),
            search.experiments().stream().map(ExperimentId::value).toList(),
            workspace == null ? "" : workspace.value());
    List<@Nullable Object> after = PageToken.read(question, search.pageToken(), order.types());
    List<Object> arguments = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT t.number").append(order.select(arguments));
    sql.append(" FROM evaluation_datasets t WHERE ").append(where);
    arguments.addAll(conditions);
    if (after != null) {
      sql.append(" AND ").append(order.after(after, arguments));
    }
    sql.append(order.orderBy(arguments)).append(" LIMIT ?");
    arguments.add(search.limit() + 1);
    return database.read(handle -> {
      List<Long> numbers = new ArrayList<>();
      List<List<@Nullable Object>> keys = new ArrayList<>();
      handle
          .select(sql.toString(), arguments.toArray())
          .map((rows, context) -> {
            numbers.add(rows.getLong(1));
            return keys.add(order.keys(rows, 1));
          })
          .list();
      boolean more = numbers.size() > search.limit();
      List<Long> shown = more ? numbers.subList(0, search.limit()) : numbers;
      return new Page<>(
          datasets(handle, shown),
          more ? PageToken.write(question, keys.get(shown.size() - 1)) : null);
    });
  }

  private String where(EvaluationDataset.Search search, List<Object> arguments) {
    List<String> parts = new ArrayList<>(List.of("1 = 1"));
    for (Condition condition : TraceFilter.parse(search.filter()).conditions()) {
      parts.add(test(condition, arguments));
    }
    WorkspaceName workspace = search.workspace();
    if (workspace != null) {
      parts.add("t.workspace = ?");
      arguments.add(workspace.value());
    }
    if (!search.experiments().isEmpty()) {
      parts.add(
          "t.number IN (SELECT x.dataset FROM evaluation_dataset_experiments x"
              + " WHERE x.experiment IN ("
              + InLists.marks(search.experiments().size())
              + "))");
      search.experiments().forEach(experiment -> arguments.add(experiment.number()));
    }
    return String.join(" AND ", parts);
  }

  private String test(Condition condition, List<Object> arguments) {
    Operator operator = condition.operator();
    if (condition.field().scope() == Scope.TAG) {
      if (operator == Operator.IN || operator == Operator.NOT_IN) {
        throw Tests.notOffered(condition);
      }
      arguments.add(condition.field().key());
      return "EXISTS (SELECT 1 FROM evaluation_dataset_tags x WHERE x.dataset = t.number AND"
          + " x.key = ? AND "
          + Tests.text(database.dialect(), condition, "x.value", arguments)
          + ")";
    }
    Column column = column(condition.field());
    if (!column.text()) {
      arguments.add(Tests.whole(condition));
      return column.sql() + Tests.sign(condition) + "?";
    }
    boolean listed = operator == Operator.IN && condition.field().key().equals("name");
    if (operator == Operator.NOT_IN || (operator == Operator.IN && !listed)) {
      throw Tests.notOffered(condition);
    }
    return Tests.text(database.dialect(), condition, column.sql(), arguments);
  }

  private static Column column(TraceFilter.Field field) {
    if (field.scope() == Scope.ATTRIBUTE) {
      switch (field.key()) {
        case "name":
          return Column.text("t.name", false);
        case "created_time":
          return Column.number("t.created_ms", false);
        case "last_update_time":
          return Column.number("t.updated_ms", false);
        case "created_by":
          return Column.text("t.created_by", true);
        case "last_updated_by":
          return Column.text("t.updated_by", true);
        default:
          break;
      }
    }
    throw Tests.unknown(field, EXPECTED);
  }

  private Keyset order(List<String> orderBy) {
    List<Sort> sorts = new ArrayList<>();
    for (String clause : orderBy) {
      TraceFilter.Order order = TraceFilter.order(clause);
      sorts.add(new Sort(column(order.field()), order.ascending()));
    }
    if (orderBy.isEmpty()) {
      sorts.add(new Sort(Column.number("t.created_ms", false), false));
    }
    sorts.add(new Sort(Column.text("t.id", false), false));
    return new Keyset(database.dialect(), sorts);
  }

  @Override
  public EvaluationDataset setTags(String id, Map<String, String> tags) {
    checkTags(tags);
    return database.write(tx -> {
      long number = EvaluationRecords.number(tx.handle(), id);
      Rows.put(tx.handle(), "evaluation_dataset_tags", "dataset", number, tags);
      return get(tx.handle(), id);
    });
  }

  @Override
  public void deleteTag(String id, String key) {
    database.write(tx -> {
      EvaluationRecords.find(tx.handle(), id)
          .ifPresent(number ->
              tx.handle()
                  .execute(
                      "DELETE FROM evaluation_dataset_tags WHERE dataset = ? AND key = ?",
                      number,
                      key));
      return true;
    });
  }

  @Override
  public EvaluationDataset.Upserted upsert(String id, List<EvaluationRecord.Content> contents) {
    return records.upsert(id, contents);
  }

  @Override
  public Page<EvaluationRecord> records(String id, int limit, @Nullable String pageToken) {
    return records.page(id, limit, pageToken);
  }

  @Override
  public int deleteRecords(String id, List<String> gone) {
    return records.delete(id, gone);
  }

  @Override
  public EvaluationDataset addExperiments(String id, List<ExperimentId> where) {
    check(where);
    return database.write(tx -> {
      link(tx.handle(), EvaluationRecords.number(tx.handle(), id), where);
      return get(tx.handle(), id);
    });
  }

  @Override
  public EvaluationDataset removeExperiments(String id, List<ExperimentId> where) {
    return database.write(tx -> {
      long number = EvaluationRecords.number(tx.handle(), id);
      where.forEach(experiment ->
          tx.handle()
              .execute(
                  "DELETE FROM evaluation_dataset_experiments WHERE dataset = ?"
                      + " AND experiment = ?",
                  number,
                  experiment.number()));
      return get(tx.handle(), id);
    });
  }
}
