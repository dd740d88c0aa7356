package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a filter into words, quoted texts and signs. */
final class FilterLexer {
  enum Kind {
    WORD,
    QUOTED,
    SIGN,
    END
  }

  /**
   * A piece of the filter.
   *
   * @param text without quotes
   * @param quote the quote's character, or 0
   * @param at where it starts
   * @param glued whether it follows the piece before without a space
   */
  record Token(Kind kind, String text, char quote, int at, boolean glued) {}

  private final String text;
  private int at;

  private FilterLexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    return new FilterLexer(text).run();
  }

  private List<Token> run() {
    List<Token> tokens = new ArrayList<>();
    int lastEnd = -1;
    while (true) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      int start = at;
      boolean glued = start == lastEnd;
      if (at == text.length()) {
        tokens.add(new Token(Kind.END, "", (char) 0, start, glued));
        return tokens;
      }
      char c = text.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        tokens.add(new Token(Kind.QUOTED, quoted(c), c, start, glued));
      } else if (isWord(c) || startsNumber(c)) {
        at++;
        while (at < text.length() && (isWord(text.charAt(at)) || isExponentSign())) {
          at++;
        }
        tokens.add(new Token(Kind.WORD, text.substring(start, at), (char) 0, start, glued));
      } else {
        tokens.add(new Token(Kind.SIGN, sign(c), (char) 0, start, glued));
      }
      lastEnd = at;
    }
  }

  private boolean startsNumber(char c) {
    return (c == '+' || c == '-')
        && at + 1 < text.length()
        && (Character.isDigit(text.charAt(at + 1)) || text.charAt(at + 1) == '.');
  }

  private boolean isExponentSign() {
    char c = text.charAt(at);
    char before = text.charAt(at - 1);
    return c == '+' && (before == 'e' || before == 'E');
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
        if (at < text.length() && text.charAt(at) == quote) {
          at++; // A doubled quote is one of its text.
        } else {
          return inside.toString();
        }
      }
      inside.append(c);
    }
    throw NoriaException.invalid(
        "filter: the quote at " + start + " is not closed in '" + Limits.shown(text) + "'");
  }

  private String sign(char c) {
    for (String two : List.of("!=", ">=", "<=", "<>", "==")) {
      if (text.startsWith(two, at)) {
        at += 2;
        return two;
      }
    }
    at++;
    return String.valueOf(c);
  }
}
