package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words, quoted texts and signs of a filter, one after the other. Not thread-safe. */
final class FilterWords {
  private static final int LONGEST = 20_000;

  private record Word(String text, char quote, int at) {
    boolean isQuoted() {
      return quote != 0;
    }
  }

  private final String text;
  private int at;
  private @Nullable Word last;

  FilterWords(String text) {
    if (text.length() > LONGEST) {
      throw NoriaException.invalid(
          "filter: " + text.length() + " characters (expected: at most " + LONGEST + ")");
    }
    this.text = text;
  }

  boolean atEnd() {
    skipSpace();
    return at == text.length();
  }

  /** Whether the next word is this one, in any case. */
  boolean isWord(String word) {
    int before = at;
    Word next = take();
    at = before;
    return !next.isQuoted() && next.text().equalsIgnoreCase(word);
  }

  void expect(String word) {
    if (!isWord(word)) {
      throw unexpected(word);
    }
    take();
  }

  /** A field's parts: {@code tags.`my key`} is two. */
  List<String> path() {
    List<String> parts = new ArrayList<>();
    Word word = take();
    if (word.quote() == '\'' || word.text().isEmpty()) {
      throw before("a field such as status or tags.KEY");
    }
    if (word.isQuoted()) {
      parts.add(word.text());
    } else if (Character.isLetter(word.text().codePointAt(0))) {
      addParts(word.text(), parts);
    } else {
      throw before("a field such as status or tags.KEY");
    }
    while (at < text.length() && glued(word)) {
      word = take();
      if (word.isQuoted()) {
        parts.add(word.text());
      } else {
        addParts(word.text(), parts);
      }
    }
    if (parts.size() > 1 && parts.getLast().isEmpty()) {
      throw before("a key after '" + parts.getFirst() + ".'");
    }
    return parts;
  }

  /** Only the first dot parts a scope from its key; attributes' own names have dots too. */
  private static void addParts(String word, List<String> parts) {
    String rest = word.startsWith(".") ? word.substring(1) : word;
    int dot = parts.isEmpty() ? rest.indexOf('.') : -1;
    if (dot > 0) {
      parts.add(rest.substring(0, dot));
      rest = rest.substring(dot + 1);
    }
    String key = rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest;
    if (!key.isEmpty()) {
      parts.add(key);
    }
  }

  private boolean glued(Word word) {
    char next = text.charAt(at);
    boolean opens = next == '`' || next == '"';
    return word.isQuoted() ? next == '.' : opens && word.text().endsWith(".");
  }

  /** An operator in its usual spelling; what is none is returned as it is. */
  String operator() {
    Word word = take();
    if (word.isQuoted()) {
      throw before("an operator");
    }
    String name = word.text().toUpperCase(Locale.ROOT);
    switch (name) {
      case "==":
        return "=";
      case "<>":
        return "!=";
      case "NOT":
        expect("IN");
        return "NOT IN";
      case "IS":
        if (isWord("NOT")) {
          take();
          expect("NULL");
          return "IS NOT NULL";
        }
        expect("NULL");
        return "IS NULL";
      default:
        return name;
    }
  }

  TraceFilter.Value value() {
    Word word = take();
    boolean fits =
        word.isQuoted()
            ? word.quote() != '`'
            : !word.text().isEmpty() && (isWord(word.text().charAt(0)) || isSigned(word.text()));
    if (!fits) {
      throw before("a number or a quoted string");
    }
    return new TraceFilter.Value(word.text(), word.isQuoted());
  }

  List<TraceFilter.Value> list() {
    expect("(");
    List<TraceFilter.Value> values = new ArrayList<>();
    values.add(value());
    while (isWord(",")) {
      take();
      if (isWord(")")) {
        break; // A comma after the last value, as Python prints tuples of one.
      }
      values.add(value());
    }
    expect(")");
    return values;
  }

  /** The next word was not expected. */
  NoriaException unexpected(String expected) {
    int start = at;
    Word next = take();
    at = start;
    return error(next, expected);
  }

  /** The last word was not expected. */
  NoriaException before(String expected) {
    Word word = last;
    return error(word == null ? new Word("", (char) 0, at) : word, expected);
  }

  private NoriaException error(Word word, String expected) {
    String found = word.text().isEmpty() ? "its end" : "'" + Limits.shown(word.text()) + "'";
    return NoriaException.invalid(
        "filter: "
            + found
            + " at "
            + word.at()
            + " of '"
            + Limits.shown(text)
            + "' (expected: "
            + expected
            + ")");
  }

  private Word take() {
    skipSpace();
    int start = at;
    if (at == text.length()) {
      return remember(new Word("", (char) 0, start));
    }
    char c = text.charAt(at);
    if (c == '\'' || c == '"' || c == '`') {
      return remember(new Word(quoted(c), c, start));
    }
    if (isWord(c) || startsNumber(c)) {
      at++;
      while (at < text.length() && (isWord(text.charAt(at)) || isExponentSign())) {
        at++;
      }
      return remember(new Word(text.substring(start, at), (char) 0, start));
    }
    at += isTwoSigns() ? 2 : 1;
    return remember(new Word(text.substring(start, at), (char) 0, start));
  }

  private Word remember(Word word) {
    last = word;
    return word;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean isTwoSigns() {
    return List.of("!=", ">=", "<=", "<>", "==").stream().anyMatch(two -> text.startsWith(two, at));
  }

  private static boolean isSigned(String word) {
    return word.length() > 1 && (word.charAt(0) == '+' || word.charAt(0) == '-');
  }

  private boolean startsNumber(char c) {
    return (c == '+' || c == '-')
        && at + 1 < text.length()
        && (Character.isDigit(text.charAt(at + 1)) || text.charAt(at + 1) == '.');
  }

  private boolean isExponentSign() {
    char before = text.charAt(at - 1);
    return text.charAt(at) == '+' && (before == 'e' || before == 'E');
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == ':';
  }

  private String quoted(char quote) {
    StringBuilder inside = new StringBuilder();
    int start = at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        if (at >= text.length() || text.charAt(at) != quote) {
          return inside.toString();
        }
        at++; // A doubled quote is one of its text.
      }
      inside.append(c);
    }
    throw NoriaException.invalid(
        "filter: the quote at " + start + " is not closed in '" + Limits.shown(text) + "'");
  }
}
