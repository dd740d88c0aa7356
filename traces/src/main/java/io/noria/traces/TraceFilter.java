package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a trace must fulfil: comparisons {@code field operator value} joined by AND, for example
 * {@code status = 'ERROR' AND span.name LIKE 'llm%' AND feedback.correct = 'true'}. Keys are quoted
 * with backticks or double quotes, strings with single or double quotes; words of the language may
 * be written in any case.
 *
 * @param conditions every one of them holds
 */
public record TraceFilter(List<Condition> conditions) {
  private static final int MOST = 100;

  /** Copies. */
  public TraceFilter {
    conditions = List.copyOf(conditions);
  }

  /**
   * One comparison.
   *
   * @param field what is looked at
   * @param operator how
   * @param values none for IS NULL and IS NOT NULL, one or more for IN and NOT IN, else one
   */
  public record Condition(Field field, Operator operator, List<Value> values) {
    /** Copies. */
    public Condition {
      values = List.copyOf(values);
    }

    /** The only value, or the first. */
    public Value value() {
      return values.getFirst();
    }

    @Override
    public String toString() {
      return field + " " + operator.text();
    }
  }

  /**
   * What is looked at.
   *
   * @param scope whose key it is
   * @param key without its quotes
   */
  public record Field(Scope scope, String key) {
    @Override
    public String toString() {
      return scope == Scope.ATTRIBUTE ? key : scope.name().toLowerCase(Locale.ROOT) + "." + key;
    }
  }

  /**
   * A literal.
   *
   * @param text without its quotes
   * @param quoted whether it was a string
   */
  public record Value(String text, boolean quoted) {}

  /** Whose keys there are. */
  public enum Scope {
    /** The trace itself. */
    ATTRIBUTE,
    /** Its tags. */
    TAG,
    /** Its metadata. */
    METADATA,
    /** One of its spans: all conditions of a filter are about the same. */
    SPAN,
    /** A valid feedback. */
    FEEDBACK,
    /** A valid expectation. */
    EXPECTATION,
    /** An issue that it shows. */
    ISSUE;

    static @Nullable Scope of(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "", "attribute", "attributes", "attr", "trace" -> ATTRIBUTE;
        case "tag", "tags" -> TAG;
        case "metadata", "request_metadata" -> METADATA;
        case "span", "spans" -> SPAN;
        case "feedback" -> FEEDBACK;
        case "expectation", "expectations" -> EXPECTATION;
        case "issue" -> ISSUE;
        default -> null;
      };
    }
  }

  /** How a field is compared. */
  public enum Operator {
    /** The same. */
    EQUAL("="),
    /** Another. */
    NOT_EQUAL("!="),
    /** Smaller. */
    LESS("<"),
    /** Smaller or the same. */
    AT_MOST("<="),
    /** Greater. */
    GREATER(">"),
    /** Greater or the same. */
    AT_LEAST(">="),
    /** Fits a pattern of % and _, case counts. */
    LIKE("LIKE"),
    /** Fits a pattern of % and _, case does not count. */
    ILIKE("ILIKE"),
    /** A part of it fits a regular expression. */
    RLIKE("RLIKE"),
    /** One of a list. */
    IN("IN"),
    /** None of a list. */
    NOT_IN("NOT IN"),
    /** Not there. */
    IS_NULL("IS NULL"),
    /** There. */
    IS_NOT_NULL("IS NOT NULL");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** As it is written. */
    public String text() {
      return text;
    }
  }

  /**
   * A sort order.
   *
   * @param field what is sorted by
   * @param ascending smallest first
   */
  public record Order(Field field, boolean ascending) {}

  /**
   * Reads a filter; an empty one matches everything.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not in the language
   */
  public static TraceFilter parse(String text) {
    FilterWords words = new FilterWords(text);
    List<Condition> conditions = new ArrayList<>();
    while (!words.atEnd()) {
      if (!conditions.isEmpty()) {
        words.expect("AND");
      }
      conditions.add(condition(words));
      if (conditions.size() > MOST) {
        throw NoriaException.invalid("filter: more than " + MOST + " comparisons");
      }
    }
    return new TraceFilter(conditions);
  }

  /**
   * Reads an order clause, {@code field [ASC|DESC]}.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not one
   */
  public static Order order(String clause) {
    FilterWords words = new FilterWords(clause);
    Field field = field(words);
    boolean ascending = true;
    if (!words.atEnd()) {
      ascending = !words.isWord("DESC");
      words.expect(ascending ? "ASC" : "DESC");
    }
    if (!words.atEnd()) {
      throw words.unexpected("field [ASC|DESC]");
    }
    return new Order(field, ascending);
  }

  private static Condition condition(FilterWords words) {
    Field field = field(words);
    Operator operator = operator(words);
    return switch (operator) {
      case IS_NULL, IS_NOT_NULL -> new Condition(field, operator, List.of());
      case IN, NOT_IN -> new Condition(field, operator, words.list());
      case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, LIKE, ILIKE, RLIKE ->
          new Condition(field, operator, List.of(words.value()));
    };
  }

  private static Field field(FilterWords words) {
    List<String> path = words.path();
    Scope scope = path.size() == 1 ? Scope.ATTRIBUTE : Scope.of(path.getFirst());
    if (scope == null) {
      throw NoriaException.invalid(
          "filter: there is no field '"
              + Limits.shown(String.join(".", path))
              + "' (expected: a trace's attribute such as status, or tags.KEY, metadata.KEY,"
              + " span.KEY, feedback.NAME, expectation.NAME or issue.id)");
    }
    String key = String.join(".", path.subList(path.size() == 1 ? 0 : 1, path.size()));
    return new Field(scope, Limits.atLeastOne("filter key", key));
  }

  private static Operator operator(FilterWords words) {
    String word = words.operator();
    for (Operator operator : Operator.values()) {
      if (operator.text().equals(word)) {
        return operator;
      }
    }
    throw words.before(
        "=, !=, <, <=, >, >=, LIKE, ILIKE, RLIKE, IN, NOT IN, IS NULL or IS NOT NULL");
  }
}
