package io.noria.protocols.tensors;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lines of comma-separated values, quoted or not (RFC 4180). */
public final class Csv {
  private static final int MOST_LINES = 100_001;

  private Csv() {}

  /**
   * Reads line after line; empty ones are passed over. Only one lies in memory at a time.
   *
   * @param line takes each line's values
   * @throws NoriaException INVALID_ARGUMENT for what is not UTF-8 or a quote without an end,
   *     TOO_LARGE for more than 100,000 lines
   */
  public static void read(byte[] body, Consumer<List<String>> line) {
    String text = text(body);
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    int lines = 0;
    for (int i = text.startsWith("\ufeff") ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        boolean twice = c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (c != '"' || twice) {
          value.append(c);
          i += twice ? 1 : 0;
        } else {
          quoted = false;
        }
      } else if (c == '"' && value.isEmpty()) {
        quoted = true;
        any = true;
      } else if (c == ',') {
        values.add(taken(value));
        any = true;
      } else if (c != '\n' && c != '\r') {
        value.append(c);
      } else if (any || !value.isEmpty()) {
        requireFew(++lines);
        values.add(taken(value));
        line.accept(values);
        values.clear();
        any = false;
      }
    }
    if (quoted) {
      throw NoriaException.invalid("body: a quoted value without its end (expected: CSV)");
    }
    if (any || !value.isEmpty()) {
      values.add(taken(value));
      line.accept(values);
    }
  }

  private static String taken(StringBuilder value) {
    String text = value.isEmpty() ? "" : value.toString();
    value.setLength(0);
    return text;
  }

  private static void requireFew(int lines) {
    if (lines > MOST_LINES) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE, "body: more than " + (MOST_LINES - 1) + " lines (expected: fewer)");
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new NoriaException(ErrorCode.INVALID_ARGUMENT, "body: not UTF-8 (expected: CSV)", e);
    }
  }
}
