package io.noria.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What a stranger may send: seeded, so that what broke once can be sent again. */
public final class Nasty {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "..",
          "../../etc/passwd",
          "/",
          "a/../b",
          "a\u0000b",
          "\u202Egnp.exe",
          "ключ",
          "\uD83D\uDE80",
          "\uD800",
          "'; DROP TABLE runs; --",
          "%00",
          "%",
          "NaN",
          "null",
          "true",
          "-1",
          "0",
          "1e400",
          "9223372036854775807",
          "9223372036854775808",
          "models:/a/1",
          "file:///etc/passwd",
          "http://127.0.0.1:9/",
          "https://10.0.0.1/",
          "eyJxIjoxfQ",
          "ACTIVE_ONLY",
          "metrics.a > 1",
          "name = 'x' AND",
          "latest",
          "v1",
          "<script>alert(1)</script>",
          "\r\nX-Header: 1");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "1.5",
          "1e400",
          "-0.0",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "123456789012345678901234567890",
          "2147483648");

  private static final List<String> BROKEN =
      List.of("", "{", "[", "nul", "{\"a\":}", "{'a':1}", "\u0000", "[1,2", "{\"a\":1}{\"b\":2}");

  private final Random random;
  private final List<String> names;
  private final List<String> good;

  /**
   * Values from the seed.
   *
   * @param names of fields that somebody reads
   * @param good texts that mean something to who reads them, such as identifiers
   */
  public Nasty(long seed, List<String> names, List<String> good) {
    this.random = new Random(seed);
    this.names = List.copyOf(names);
    this.good = List.copyOf(good);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A text, most often one that means something. */
  public String text() {
    return switch (random.nextInt(8)) {
      case 0 -> "x".repeat(one(List.of(251, 501, 5001, 70_000)));
      case 1, 2, 3 -> one(TEXTS);
      default -> good.isEmpty() ? one(TEXTS) : one(good);
    };
  }

  /** A part of a path, encoded. */
  public String segment() {
    String text = text();
    return text.isEmpty() || text.length() > 5000 ? "a" : encoded(text);
  }

  /** A query, with its question mark; perhaps empty. */
  public String query() {
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      String value = text();
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(encoded(one(names)))
          .append('=')
          .append(encoded(value.length() > 1000 ? value.substring(0, 1000) : value));
    }
    return query.toString();
  }

  /** A body: an object of known fields with unexpected values, or something that is no JSON. */
  public String body() {
    return switch (random.nextInt(12)) {
      case 0 -> one(BROKEN);
      case 1 -> "[".repeat(20_000);
      case 2 -> "{\"" + one(names) + "\":" + "[".repeat(900) + "]".repeat(900) + "}";
      case 3 -> value(0);
      default -> object(0);
    };
  }

  private String object(int depth) {
    StringBuilder object = new StringBuilder("{");
    for (int i = random.nextInt(7); i > 0; i--) {
      object
          .append(object.length() == 1 ? "" : ",")
          .append(quoted(one(names)))
          .append(':')
          .append(value(depth + 1));
    }
    return object.append('}').toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 9)) {
      case 0 -> one(NUMBERS);
      case 1 -> one(List.of("true", "false", "null"));
      case 5 -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
      case 6 -> object(depth + 1);
      case 7 -> "[" + object(depth + 1) + "]";
      default -> quoted(text());
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** One of them in so many. */
  public boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }
}
