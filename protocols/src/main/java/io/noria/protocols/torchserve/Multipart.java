package io.noria.protocols.torchserve;

import io.noria.base.NoriaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a form that holds what the model is asked (RFC 7578). */
final class Multipart {
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^;\\s]{1,200}))");
  private static final Pattern NAME = Pattern.compile("(?i)\\bname=(?:\"([^\"]*)\"|([^;\\s]+))");
  private static final int MOST_PARTS = 100;

  private Multipart() {}

  /**
   * The part named data or body, or the only one; the body itself when it is no form.
   *
   * @throws NoriaException INVALID_ARGUMENT when the form is broken or has no such part
   */
  static byte[] data(byte[] body, String contentType) {
    if (!contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      return body;
    }
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw NoriaException.invalid(
          "Content-Type: no boundary (expected: one for the form's parts)");
    }
    String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    byte[] line = ("--" + text).getBytes(StandardCharsets.ISO_8859_1);
    byte[] only = null;
    int parts = 0;
    int at = find(body, line, 0);
    while (at >= 0 && parts < MOST_PARTS) {
      int from = at + line.length;
      int next = find(body, line, from);
      if (next < 0) {
        break;
      }
      int head = find(body, new byte[] {'\r', '\n', '\r', '\n'}, from);
      if (head < 0 || head > next) {
        throw NoriaException.invalid("body: a part without its heading (expected: a form)");
      }
      parts++;
      byte[] content = Arrays.copyOfRange(body, head + 4, Math.max(head + 4, next - 2));
      Matcher name = NAME.matcher(new String(body, from, head - from, StandardCharsets.ISO_8859_1));
      String named = name.find() ? name.group(1) == null ? name.group(2) : name.group(1) : "";
      if (named.equals("data") || named.equals("body")) {
        return content;
      }
      only = content;
      at = next;
    }
    if (parts == 1 && only != null) {
      return only;
    }
    throw NoriaException.invalid(
        "body: a form of " + parts + " parts without data (expected: a part named data)");
  }

  private static int find(byte[] body, byte[] wanted, int from) {
    outer:
    for (int i = from; i <= body.length - wanted.length; i++) {
      for (int k = 0; k < wanted.length; k++) {
        if (body[i + k] != wanted[k]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }
}
