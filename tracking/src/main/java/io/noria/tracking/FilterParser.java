package io.noria.tracking;

import io.noria.base.NoriaException;
import io.noria.tracking.Filter.Field;
import io.noria.tracking.Filter.Operator;
import io.noria.tracking.Filter.Value;
import io.noria.tracking.FilterLexer.Kind;
import io.noria.tracking.FilterLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the filter language: comparisons {@code field operator value} joined by AND, OR, NOT and
 * parentheses, for example {@code metrics.auc BETWEEN 0.7 AND 0.9 AND (params."tree depth" = '6' OR
 * tags.team IS NOT NULL)}. NOT binds closest, then AND, then OR. Keys are quoted with backticks or
 * double quotes, strings with single or double quotes; words of the language may be written in any
 * case.
 */
public final class FilterParser {
  private static final int LONGEST = 100_000;

  /** Bounds that keep a filter's tree within what the databases take. */
  private static final int MOST_COMPARISONS = 500;

  private static final int DEEPEST = 50;

  /**
   * A sort order.
   *
   * @param field what is sorted by
   * @param ascending smallest first
   */
  public record Order(Field field, boolean ascending) {}

  private final String text;
  private final List<Token> tokens;
  private int next;
  private int comparisons;
  private int depth;

  private FilterParser(String text) {
    if (text.length() > LONGEST) {
      throw NoriaException.invalid(
          "filter: " + text.length() + " characters (expected: at most " + LONGEST + ")");
    }
    this.text = text;
    this.tokens = FilterLexer.tokens(text);
  }

  /**
   * Reads a filter; an empty one matches everything.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not in the language
   */
  public static Filter parse(String text) {
    FilterParser parser = new FilterParser(text);
    if (parser.peek().kind() == Kind.END) {
      return new Filter.And(List.of());
    }
    Filter filter = parser.alternatives();
    if (parser.peek().kind() != Kind.END) {
      throw parser.unexpected("AND, OR or its end");
    }
    return filter instanceof Filter.And ? filter : new Filter.And(List.of(filter));
  }

  /**
   * Reads an order clause, {@code field [ASC|DESC]}.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not one
   */
  public static Order order(String clause) {
    FilterParser parser = new FilterParser(clause);
    Field field = parser.field();
    boolean ascending = true;
    if (parser.peek().kind() != Kind.END) {
      ascending = !parser.isWord("DESC");
      parser.word(ascending ? "ASC" : "DESC");
    }
    if (parser.peek().kind() != Kind.END) {
      throw parser.unexpected("field [ASC|DESC]");
    }
    return new Order(field, ascending);
  }

  private Filter alternatives() {
    List<Filter> parts = new ArrayList<>();
    parts.add(conjunction());
    while (isWord("OR")) {
      take();
      parts.add(conjunction());
    }
    return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
  }

  private Filter conjunction() {
    List<Filter> parts = new ArrayList<>();
    parts.add(condition());
    while (isWord("AND")) {
      take();
      parts.add(condition());
    }
    return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
  }

  private Filter condition() {
    boolean not = isWord("NOT");
    if (!not && !isSign("(")) {
      return comparison();
    }
    take();
    if (++depth > DEEPEST) {
      throw NoriaException.invalid(
          "filter: nested more than " + DEEPEST + " deep in '" + Limits.shown(text) + "'");
    }
    Filter inner = not ? condition() : alternatives();
    if (!not) {
      sign(")");
    }
    depth--;
    return not ? new Filter.Not(inner) : inner;
  }

  private Filter comparison() {
    if (++comparisons > MOST_COMPARISONS) {
      throw NoriaException.invalid(
          "filter: more than "
              + MOST_COMPARISONS
              + " comparisons in '"
              + Limits.shown(text)
              + "' (expected: fewer, or a list with IN)");
    }
    Field field = field();
    Operator operator = operator();
    return switch (operator) {
      case BETWEEN -> {
        Value low = value();
        word("AND");
        yield new Filter.Compare(field, operator, List.of(low, value()));
      }
      case IS_NULL, IS_NOT_NULL -> new Filter.Compare(field, operator, List.of());
      case IN, NOT_IN -> new Filter.Compare(field, operator, list());
      case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, LIKE, ILIKE ->
          new Filter.Compare(field, operator, List.of(value()));
    };
  }

  private Field field() {
    Token token = take();
    if (token.kind() == Kind.QUOTED && token.quote() != '\'') {
      return new Field("", token.text());
    }
    if (token.kind() != Kind.WORD || !Character.isLetter(token.text().codePointAt(0))) {
      throw unexpected(token, "a field such as metrics.auc or name");
    }
    int dot = token.text().indexOf('.');
    if (dot < 0) {
      return new Field("", token.text());
    }
    String key = token.text().substring(dot + 1);
    if (key.isEmpty()) {
      Token quoted = take();
      if (quoted.kind() != Kind.QUOTED || quoted.quote() == '\'' || !quoted.glued()) {
        throw unexpected(quoted, "a key after '" + token.text() + "'");
      }
      key = quoted.text();
    }
    return new Field(token.text().substring(0, dot), key);
  }

  private Operator operator() {
    Token token = take();
    if (token.kind() == Kind.SIGN) {
      for (Operator operator : Operator.values()) {
        if (operator.text().equals(token.text())) {
          return operator;
        }
      }
    } else if (token.kind() == Kind.WORD) {
      switch (token.text().toUpperCase(Locale.ROOT)) {
        case "LIKE":
          return Operator.LIKE;
        case "ILIKE":
          return Operator.ILIKE;
        case "BETWEEN":
          return Operator.BETWEEN;
        case "IN":
          return Operator.IN;
        case "NOT":
          word("IN");
          return Operator.NOT_IN;
        case "IS":
          boolean not = isWord("NOT");
          if (not) {
            take();
          }
          word("NULL");
          return not ? Operator.IS_NOT_NULL : Operator.IS_NULL;
        default:
          break;
      }
    }
    throw unexpected(
        token, "=, !=, <, <=, >, >=, BETWEEN, LIKE, ILIKE, IN, NOT IN, IS NULL or IS NOT NULL");
  }

  private Value value() {
    Token token = take();
    if (token.kind() == Kind.QUOTED && token.quote() != '`') {
      return new Value(token.text(), true);
    }
    if (token.kind() == Kind.WORD) {
      return new Value(token.text(), false);
    }
    throw unexpected(token, "a number or a quoted string");
  }

  private List<Value> list() {
    sign("(");
    List<Value> values = new ArrayList<>();
    values.add(value());
    while (isSign(",")) {
      take();
      if (peek().kind() == Kind.SIGN) {
        break; // A comma after the last value, as Python prints tuples of one.
      }
      values.add(value());
    }
    sign(")");
    return values;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Kind.END) {
      next++;
    }
    return token;
  }

  private boolean isSign(String sign) {
    return peek().kind() == Kind.SIGN && peek().text().equals(sign);
  }

  private boolean isWord(String word) {
    return peek().kind() == Kind.WORD && peek().text().equalsIgnoreCase(word);
  }

  private void word(String word) {
    if (!isWord(word)) {
      throw unexpected(word);
    }
    take();
  }

  private void sign(String sign) {
    if (!isSign(sign)) {
      throw unexpected(sign);
    }
    take();
  }

  private NoriaException unexpected(String expected) {
    return unexpected(peek(), expected);
  }

  private NoriaException unexpected(Token token, String expected) {
    String found = token.kind() == Kind.END ? "its end" : "'" + Limits.shown(token.text()) + "'";
    return NoriaException.invalid(
        "filter: "
            + found
            + " at "
            + token.at()
            + " of '"
            + Limits.shown(text)
            + "' (expected: "
            + expected
            + ")");
  }
}
