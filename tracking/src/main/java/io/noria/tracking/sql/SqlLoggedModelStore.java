package io.noria.tracking.sql;

import io.noria.base.IdSource;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Filter;
import io.noria.tracking.FilterParser;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.LoggedModelSearch;
import io.noria.tracking.LoggedModelStore;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.RunId;
import io.noria.tracking.RunNames;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchField.Kind;
import io.noria.tracking.SearchSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of logged models. */
public final class SqlLoggedModelStore implements LoggedModelStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlLoggedModelStore.class);
  private static final String EXPECTED =
      "name, model_id, model_type, status, source_run_id, creation_timestamp,"
          + " last_updated_timestamp, metrics.KEY, params.KEY or tags.KEY";

  private final Database database;
  private final IdSource ids;

  /** The tables in the database; new models get their ids from the source. */
  public SqlLoggedModelStore(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  @Override
  public LoggedModel create(NewLoggedModel wanted) {
    checkParams(wanted.params());
    checkTags(wanted.tags());
    LoggedModelId id = new LoggedModelId("m-" + ids.hex32());
    String given = wanted.name();
    String name = given == null || given.isEmpty() ? RunNames.of(id.value()) : given;
    Limits.atMost("logged model name", name, 500);
    LoggedModel model =
        database.write(tx -> {
          SqlExperimentStore.active(tx.handle(), wanted.experiment());
          RunId run = wanted.run();
          if (run != null) {
            RunRows.get(tx.handle(), run);
          }
          long number =
              tx.handle()
                  .select(
                      "INSERT INTO logged_models (id, experiment, name, run, type, status,"
                          + " lifecycle, created_ms, updated_ms)"
                          + " VALUES (?, ?, ?, ?, ?, 'PENDING', 'ACTIVE', ?, ?)"
                          + " RETURNING number",
                      id.value(),
                      wanted.experiment().number(),
                      name,
                      run == null ? null : run.value(),
                      wanted.type(),
                      tx.now(),
                      tx.now())
                  .mapTo(Long.class)
                  .one();
          KeyValues.MODEL_PARAMS.put(tx, number, cut(wanted.params()));
          KeyValues.MODEL_TAGS.put(tx, number, wanted.tags());
          return full(tx.handle(), id);
        });
    LOG.info("event=logged_model_created model={} experiment={}", id, wanted.experiment());
    return model;
  }

  @Override
  public LoggedModel get(LoggedModelId id) {
    return database.read(handle -> full(handle, id));
  }

  private static LoggedModel full(Handle handle, LoggedModelId id) {
    LoggedModelRows.Row row = LoggedModelRows.get(handle, id);
    return LoggedModelRows.full(handle, List.of(row)).values().iterator().next();
  }

  @Override
  public LoggedModel finish(LoggedModelId id, LoggedModel.Status status) {
    return database.write(tx -> {
      LoggedModelRows.Row row = LoggedModelRows.get(tx.handle(), id);
      tx.handle()
          .execute(
              "UPDATE logged_models SET status = ?, updated_ms = ? WHERE number = ?",
              status.name(),
              tx.now(),
              row.number());
      return full(tx.handle(), id);
    });
  }

  @Override
  public void delete(LoggedModelId id) {
    database.write(tx -> {
      LoggedModelRows.Row row = LoggedModelRows.get(tx.handle(), id);
      return tx.handle()
          .execute(
              "UPDATE logged_models SET lifecycle = 'DELETED', updated_ms = ?, deleted_ms = ?"
                  + " WHERE number = ?",
              tx.now(),
              tx.now(),
              row.number());
    });
    LOG.info("event=logged_model_deleted model={}", id);
  }

  @Override
  public void setTags(LoggedModelId id, Map<String, String> tags) {
    checkTags(tags);
    database.write(tx -> {
      LoggedModelRows.Row row = LoggedModelRows.get(tx.handle(), id);
      KeyValues.MODEL_TAGS.put(tx, row.number(), tags);
      return true;
    });
  }

  @Override
  public void deleteTag(LoggedModelId id, String key) {
    database.write(tx -> {
      LoggedModelRows.Row row = LoggedModelRows.get(tx.handle(), id);
      if (!KeyValues.MODEL_TAGS.remove(tx.handle(), row.number(), key)) {
        throw Fault.missing("tag", key);
      }
      return true;
    });
  }

  @Override
  public void logParams(LoggedModelId id, Map<String, String> params) {
    checkParams(params);
    database.write(tx -> {
      LoggedModelRows.Row row = LoggedModelRows.get(tx.handle(), id);
      KeyValues.MODEL_PARAMS.putOnce(tx, row.number(), cut(params), "param");
      return true;
    });
  }

  @Override
  public Page<LoggedModel> search(LoggedModelSearch search) {
    SearchSql sql =
        new SearchSql(database.dialect(), field -> field(field, search.datasets()))
            .filter(search.filter())
            .and("l.lifecycle = 'ACTIVE'")
            .in("l.experiment", search.experiments().stream().map(ExperimentId::number).toList());
    for (LoggedModelSearch.Order order : search.orderBy()) {
      List<LoggedModelSearch.Dataset> on =
          order.dataset() == null ? List.of() : List.of(order.dataset());
      Filter.Field field = FilterParser.order(order.field()).field();
      sql.sort(latest(field(field, on)), order.ascending());
    }
    sql.sort(SearchField.number("l.created_ms"), false);
    sql.sort(SearchField.text("l.id"), true);
    if (search.experiments().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    String question = search.experiments() + search.filter() + search.datasets() + search.orderBy();
    return Pages.of(
        database,
        sql,
        question,
        new Pages.Source(
            "l.number AS owner", "logged_models l", search.limit(), search.pageToken()),
        LoggedModelRows::byNumber);
  }

  /** Sorting takes a model's latest point. */
  private static SearchField latest(SearchField field) {
    if (field.kind() != Kind.METRIC) {
      return field;
    }
    String within = field.within() + " ORDER BY m.step DESC, m.time_ms DESC, m.value_bits DESC";
    return SearchField.keyed(Kind.METRIC, field.column(), within, field.arguments().toArray());
  }

  private static SearchField field(Filter.Field field, List<LoggedModelSearch.Dataset> datasets) {
    return switch (field.scope()) {
      case "", "attribute", "attributes", "attr" ->
          switch (field.key()) {
            case "name" -> SearchField.text("l.name");
            case "model_id" -> SearchField.text("l.id");
            case "model_type" -> SearchField.text("l.type");
            case "status" -> SearchField.text("l.status");
            case "source_run_id" -> SearchField.text("l.run");
            case "creation_timestamp", "creation_time" -> SearchField.number("l.created_ms");
            case "last_updated_timestamp", "last_updated_time" ->
                SearchField.number("l.updated_ms");
            default -> throw Views.unknown(field, EXPECTED);
          };
      case "metric", "metrics" -> metric(field.key(), datasets);
      case "param", "params", "parameter", "parameters" ->
          SearchField.keyed(
              Kind.TEXT,
              "p.value",
              "FROM logged_model_params p WHERE p.model = l.number AND p.key = ?",
              field.key());
      case "tag", "tags" ->
          SearchField.keyed(
              Kind.TEXT,
              "g.value",
              "FROM logged_model_tags g WHERE g.model = l.number AND g.key = ?",
              field.key());
      default -> throw Views.unknown(field, EXPECTED);
    };
  }

  private static SearchField metric(String key, List<LoggedModelSearch.Dataset> datasets) {
    StringBuilder within =
        new StringBuilder("FROM logged_model_metrics m WHERE m.model = l.number AND m.key = ?");
    List<Object> arguments = new ArrayList<>(List.of(key));
    List<String> measuredOn = new ArrayList<>();
    for (LoggedModelSearch.Dataset dataset : datasets) {
      String digest = dataset.digest();
      arguments.add(dataset.name());
      if (digest == null) {
        measuredOn.add("m.dataset_name = ?");
      } else {
        arguments.add(digest);
        measuredOn.add("(m.dataset_name = ? AND m.dataset_digest = ?)");
      }
    }
    if (!measuredOn.isEmpty()) {
      within.append(" AND (").append(String.join(" OR ", measuredOn)).append(")");
    }
    return SearchField.keyed(Kind.METRIC, "m.value_bits", within.toString(), arguments.toArray());
  }

  private static void checkParams(Map<String, String> params) {
    params.keySet().forEach(key -> Limits.key("param", key));
  }

  private static void checkTags(Map<String, String> tags) {
    tags.keySet().forEach(key -> Limits.key("tag", key));
    tags.values().forEach(value -> Limits.atMost("tag value", value, Limits.RUN_TAG_VALUE));
  }

  private static Map<String, String> cut(Map<String, String> params) {
    Map<String, String> cut = new TreeMap<>();
    params.forEach((key, value) -> cut.put(key, Limits.cut(value, Limits.PARAM_VALUE)));
    return cut;
  }
}
