package io.noria.tracking.group;

import io.noria.base.NoriaException;
import io.noria.tracking.Filter;
import io.noria.tracking.FilterParser;
import io.noria.tracking.Limits;
import io.noria.tracking.RunField;
import io.noria.tracking.RunGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was asked, understood.
 *
 * @param search as it was asked
 * @param by the fields to group by
 * @param columns the texts to look at
 * @param orders the clauses
 */
public record GroupQuestion(
    RunGroups.Search search, List<RunField> by, List<RunField> columns, List<Clause> orders) {
  private static final String EXPECTED =
      "params.K, tags.K, metrics.K, status, run_name, user_id or experiment_id";
  private static final String ORDERS =
      "runs, last_started, a field of by, or mean.K, min.K, max.K, std.K or count.K of a metric";
  private static final int MOST_ORDERS = 5;

  /** What a clause orders by. */
  enum What {
    RUNS,
    STARTED,
    KEY,
    METRIC
  }

  /**
   * An order.
   *
   * @param what by what
   * @param key the place among the fields to group by, for KEY
   * @param metric its key, for METRIC; else empty
   * @param figure of the metric
   */
  record Clause(What what, int key, String metric, Figure figure, boolean ascending) {}

  /**
   * Reads it.
   *
   * @throws NoriaException INVALID_ARGUMENT when something in it is not offered
   */
  public static GroupQuestion of(RunGroups.Search search) {
    List<RunField> by = search.by().stream().map(name -> field("by", name, true)).toList();
    List<RunField> columns =
        search.columns().stream().map(name -> field("columns", name, false)).toList();
    search.metrics().forEach(key -> Limits.atMost("metrics", key, Limits.KEY));
    if (search.orderBy().size() > MOST_ORDERS) {
      throw NoriaException.invalid(
          "order_by: " + search.orderBy().size() + " (expected: at most " + MOST_ORDERS + ")");
    }
    List<Clause> orders = new ArrayList<>();
    for (String clause : search.orderBy()) {
      orders.add(clause(clause, by));
    }
    return new GroupQuestion(search, by, columns, List.copyOf(orders));
  }

  private static RunField field(String what, String name, boolean metrics) {
    FilterParser.Order read = FilterParser.order(name + " ASC");
    RunField field = RunField.of(read.field());
    return switch (field.what()) {
      case PARAM, TAG, STATUS, NAME, USER, EXPERIMENT -> field;
      case METRIC -> {
        if (metrics) {
          yield field;
        }
        throw notOffered(what, name, EXPECTED.replace("metrics.K, ", ""));
      }
      case ID, ARTIFACT_URI, START, END, DATASET_NAME, DATASET_DIGEST, DATASET_CONTEXT ->
          throw notOffered(what, name, EXPECTED);
    };
  }

  private static Clause clause(String text, List<RunField> by) {
    FilterParser.Order order = FilterParser.order(text);
    Filter.Field field = order.field();
    boolean up = order.ascending();
    if (field.scope().isEmpty()) {
      switch (field.key()) {
        case "runs":
          return new Clause(What.RUNS, 0, "", Figure.COUNT, up);
        case "last_started":
          return new Clause(What.STARTED, 0, "", Figure.COUNT, up);
        default:
          break;
      }
    }
    Figure figure = figure(field.scope());
    if (figure != null) {
      return new Clause(What.METRIC, 0, field.key(), figure, up);
    }
    int place = by.indexOf(RunField.of(field));
    if (place < 0) {
      throw notOffered("order_by", text, ORDERS);
    }
    return new Clause(What.KEY, place, "", Figure.COUNT, up);
  }

  private static @Nullable Figure figure(String scope) {
    for (Figure figure : Figure.values()) {
      if (figure.name().toLowerCase(Locale.ROOT).equals(scope)) {
        return figure;
      }
    }
    return null;
  }

  private static NoriaException notOffered(String what, String name, String expected) {
    return NoriaException.invalid(
        what + ": '" + Limits.shown(name) + "' (expected: " + expected + ")");
  }

  /** What a page's token is bound to. */
  List<Object> bound() {
    return List.of(
        search.experiments().toString(),
        search.filter(),
        search.view().name(),
        search.by(),
        search.orderBy());
  }
}
