package io.noria.protocols.http;

import io.noria.base.NoriaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds a path's route by its segments. Immutable once built. */
final class Router {
  private final Node root = new Node();
  private final TreeMap<String, Routes> prefixes = new TreeMap<>();
  private final List<Routes.Route> all = new ArrayList<>();

  Router(Collection<Routes> dialects) {
    for (Routes dialect : dialects) {
      dialect.prefixes().forEach(prefix -> prefixes.put(prefix, dialect));
      dialect.all().forEach(this::add);
    }
  }

  List<Routes.Route> routes() {
    return all;
  }

  /** The dialect that answers for unknown paths here; null when none claims it. */
  @Nullable Routes dialectOf(String path) {
    Map.Entry<String, Routes> before = prefixes.floorEntry(path);
    while (before != null) {
      String prefix = before.getKey();
      if (path.startsWith(prefix)
          && (path.length() == prefix.length()
              || prefix.endsWith("/")
              || path.charAt(prefix.length()) == '/')) {
        return before.getValue();
      }
      before = prefixes.lowerEntry(prefix);
    }
    return null;
  }

  /** The methods and captured segments of the raw path; null when no pattern fits. */
  @Nullable Match find(String rawPath) {
    List<String> captured = new ArrayList<>(4);
    Node node = find(root, rawPath, 1, captured);
    return node == null ? null : new Match(node.methods, captured);
  }

  private static @Nullable Node find(Node node, String path, int start, List<String> captured) {
    if (start >= path.length()) {
      if (!node.methods.isEmpty()) {
        return node;
      }
      if (node.rest != null) {
        captured.add("");
      }
      return node.rest;
    }
    int slash = path.indexOf('/', start);
    int end = slash < 0 ? path.length() : slash;
    String segment = path.substring(start, end);
    Node fixed = node.fixed.get(segment);
    if (fixed != null) {
      Node found = find(fixed, path, end + 1, captured);
      if (found != null) {
        return found;
      }
    }
    if (node.named != null && !segment.isEmpty()) {
      int mark = captured.size();
      captured.add(decode(segment));
      Node found = find(node.named, path, end + 1, captured);
      if (found != null) {
        return found;
      }
      while (captured.size() > mark) {
        captured.removeLast();
      }
    }
    if (node.rest != null) {
      captured.add(decode(path.substring(start)));
    }
    return node.rest;
  }

  private void add(Routes.Route route) {
    all.add(route);
    Node node = root;
    List<String> names = new ArrayList<>();
    for (String segment : route.pattern().substring(1).split("/", -1)) {
      if (segment.startsWith("{") && segment.endsWith("...}")) {
        names.add(segment.substring(1, segment.length() - 4));
        node.rest = node.rest == null ? new Node() : node.rest;
        node = node.rest;
      } else if (segment.startsWith("{") && segment.endsWith("}")) {
        names.add(segment.substring(1, segment.length() - 1));
        node.named = node.named == null ? new Node() : node.named;
        node = node.named;
      } else if (!segment.isEmpty()) {
        node = node.fixed.computeIfAbsent(segment, key -> new Node());
      }
    }
    Target before = node.methods.put(route.method(), new Target(route, List.copyOf(names)));
    if (before != null) {
      throw new IllegalStateException(
          "two routes for " + route.method() + " " + route.pattern() + ": one is enough");
    }
  }

  /** Undoes percent-encoding; a plus stays a plus. */
  static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] bytes = new byte[raw.length() * 3];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = i + 2 <= raw.length() - 1 ? Character.digit(raw.charAt(i + 1), 16) : -1;
        int low = i + 2 <= raw.length() - 1 ? Character.digit(raw.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw NoriaException.invalid("path: " + raw + " (expected: two hex digits after each %)");
        }
        bytes[length++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        byte[] encoded = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
      }
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      throw NoriaException.invalid("path: contains a NUL character (expected: none)");
    }
    return text;
  }

  private static final class Node {
    private final Map<String, Node> fixed = new HashMap<>();
    private final Map<String, Target> methods = new TreeMap<>();
    private @Nullable Node named;
    private @Nullable Node rest;
  }

  /** A route and the names of what its pattern captures. */
  record Target(Routes.Route route, List<String> names) {}

  /** What fits a path. */
  record Match(Map<String, Target> methods, List<String> captured) {}
}
