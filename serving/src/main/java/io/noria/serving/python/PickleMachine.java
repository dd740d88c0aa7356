package io.noria.serving.python;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows a pickle's opcodes (Python's {@code pickletools}, protocols 0 to 5) without doing what
 * they say: of what would be imported and called only the names are kept, of containers the few
 * entries that versions and joblib's arrays need.
 */
final class PickleMachine {
  private static final int MOST_KEPT = 4_000_000;
  private static final int LONGEST_TEXT = 1024;
  private static final int MOST_IN_TUPLE = 16;
  private static final int DEEPEST = 8;
  private static final String WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper";
  private static final Set<String> KEYS =
      Set.of("_sklearn_version", "shape", "dtype", "numpy_array_alignment_bytes");

  /** What is imported. */
  record Global(String name) {}

  /** What a call gives. */
  record Made(String by, Object arguments) {}

  /** A tuple's first elements. */
  record Tuple(List<Object> elements) {}

  /** The known entries of a dict. */
  record Dict(Map<String, Object> entries) {}

  private enum Other {
    MARK,
    NONE,
    ANY
  }

  private final PickleStream in;
  private final Set<String> globals;
  private final Map<String, String> found;
  private final int depth;
  private final ArrayDeque<Object> stack = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private PickleMachine(
      PickleStream in, Set<String> globals, Map<String, String> found, int depth) {
    this.in = in;
    this.globals = globals;
    this.found = found;
    this.depth = depth;
  }

  /**
   * Follows one pickle to its end.
   *
   * @param globals gets what would be imported, also when this throws
   * @param found gets the versions that its objects name
   * @throws IOException when it is broken or too long
   */
  static void follow(PickleStream in, TreeSet<String> globals, LinkedHashMap<String, String> found)
      throws IOException {
    new PickleMachine(in, globals, found, 0).run();
  }

  private void run() throws IOException {
    for (int opcode = in.next(); opcode != '.'; opcode = in.next()) {
      if (stack.size() + memo.size() > MOST_KEPT) {
        throw new IOException("it holds more than is looked at");
      }
      if (!literal(opcode) && !container(opcode)) {
        call(opcode);
      }
    }
  }

  private void push(Object value) {
    stack.push(value);
  }

  private Object pop() throws IOException {
    Object top = stack.poll();
    if (top == null || top == Other.MARK) {
      throw new IOException("it takes more from its stack than there is");
    }
    return top;
  }

  private Object top() throws IOException {
    Object top = stack.peek();
    if (top == null || top == Other.MARK) {
      throw new IOException("it takes more from its stack than there is");
    }
    return top;
  }

  /** Everything above the last mark, the lowest first. */
  private List<Object> marked() throws IOException {
    Deque<Object> taken = new ArrayDeque<>();
    while (true) {
      Object top = stack.poll();
      if (top == null) {
        throw new IOException("it has no mark");
      }
      if (top == Other.MARK) {
        return new ArrayList<>(taken);
      }
      taken.push(top);
    }
  }

  private void text(long length) throws IOException {
    if (length < 0) {
      throw new IOException("a length below 0");
    }
    if (length > LONGEST_TEXT) {
      in.skip(length);
      push(Other.ANY);
    } else {
      push(in.text((int) length));
    }
  }

  private void bytes(long length) throws IOException {
    in.skip(length);
    push(Other.ANY);
  }

  private boolean literal(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> in.next();
      case 0x95 -> in.skip(8);
      case 'N' -> push(Other.NONE);
      case 0x88, 0x89, ']', 0x8f, 0x97 -> push(Other.ANY);
      case 'I', 'L' -> push(integer(in.line()));
      case 'F' -> {
        in.line();
        push(Other.ANY);
      }
      case 'J' -> push((long) (int) in.number(4));
      case 'K' -> push(in.number(1));
      case 'M' -> push(in.number(2));
      case 0x8a -> {
        int length = in.next();
        if (length <= 8) {
          push(in.number(length));
        } else {
          bytes(length);
        }
      }
      case 0x8b, 'T', 'B' -> bytes(in.number(4));
      case 'U' -> text(in.next());
      case 'C' -> bytes(in.next());
      case 'G' -> bytes(8);
      case 'S' -> {
        String line = in.line();
        push(line.length() < 2 ? line : line.substring(1, line.length() - 1));
      }
      case 'V' -> push(in.line());
      case 'X' -> text(in.number(4));
      case 0x8c -> text(in.next());
      case 0x8d -> text(in.number(8));
      case 0x8e, 0x96 -> bytes(in.number(8));
      case 0x98 -> top();
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Object integer(String line) {
    try {
      return Long.parseLong(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
    } catch (NumberFormatException e) {
      return Other.ANY;
    }
  }

  private boolean container(int opcode) throws IOException {
    switch (opcode) {
      case '(' -> push(Other.MARK);
      case '0' -> stack.poll();
      case '1' -> marked();
      case '2' -> push(top());
      case '}' -> push(new Dict(new HashMap<>()));
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(tuple(marked()));
      case 0x85, 0x86, 0x87 -> {
        List<Object> elements = new ArrayList<>();
        for (int i = 0x84; i < opcode; i++) {
          elements.addFirst(pop());
        }
        push(tuple(elements));
      }
      case 'l', 0x91 -> {
        marked();
        push(Other.ANY);
      }
      case 'd' -> {
        var dict = new Dict(new HashMap<>());
        fill(dict, marked());
        push(dict);
      }
      case 'a' -> pop();
      case 'e', 0x90 -> marked();
      case 's' -> {
        Object value = pop();
        Object key = pop();
        fill(top(), List.of(key, value));
      }
      case 'u' -> {
        List<Object> pairs = marked();
        fill(top(), pairs);
      }
      case 'g' -> push(remembered(Long.parseLong(in.line().strip())));
      case 'h' -> push(remembered(in.number(1)));
      case 'j' -> push(remembered(in.number(4)));
      case 'p' -> memo.put(Long.parseLong(in.line().strip()), top());
      case 'q' -> memo.put(in.number(1), top());
      case 'r' -> memo.put(in.number(4), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object remembered(long place) throws IOException {
    Object known = memo.get(place);
    if (known == null) {
      throw new IOException("it remembers what it has not seen");
    }
    return known;
  }

  private static Tuple tuple(List<Object> elements) {
    return new Tuple(List.copyOf(elements.subList(0, Math.min(MOST_IN_TUPLE, elements.size()))));
  }

  private static void fill(Object target, List<Object> pairs) {
    if (target instanceof Dict(Map<String, Object> entries)) {
      for (int i = 0; i + 1 < pairs.size(); i += 2) {
        if (pairs.get(i) instanceof String key && KEYS.contains(key)) {
          entries.put(key, pairs.get(i + 1));
        }
      }
    }
  }

  private void call(int opcode) throws IOException {
    switch (opcode) {
      case 'c' -> global(in.line(), in.line());
      case 0x93 -> {
        Object name = pop();
        Object module = pop();
        if (!(module instanceof String from) || !(name instanceof String what)) {
          throw new IOException("it computes the name of what it imports");
        }
        global(from, what);
      }
      case 'i' -> {
        global(in.line(), in.line());
        String by = name(pop());
        push(new Made(by, tuple(marked())));
      }
      case 'o' -> {
        List<Object> all = marked();
        if (all.isEmpty()) {
          throw new IOException("it makes an object of nothing");
        }
        push(new Made(name(all.getFirst()), tuple(all.subList(1, all.size()))));
      }
      case 'R', 0x81 -> {
        Object arguments = pop();
        push(new Made(name(pop()), arguments));
      }
      case 0x92 -> {
        pop();
        Object arguments = pop();
        push(new Made(name(pop()), arguments));
      }
      case 'b' -> {
        Object state = pop();
        built(top(), state);
      }
      case 'P' -> {
        in.line();
        push(Other.ANY);
      }
      case 'Q' -> {
        pop();
        push(Other.ANY);
      }
      case 0x82, 0x83, 0x84 -> {
        in.skip(1L << (opcode - 0x82));
        globals.add("copyreg (extension)");
        push(Other.ANY);
      }
      default -> throw new IOException("opcode 0x%02x is none of a pickle's".formatted(opcode));
    }
  }

  private void global(String module, String name) {
    String full = module + "." + name;
    if (globals.size() < 10_000) {
      globals.add(full.length() > 300 ? full.substring(0, 300) + "…" : full);
    }
    push(new Global(full));
  }

  private static String name(Object callable) {
    return callable instanceof Global(String name) ? name : "";
  }

  private void built(Object object, Object state) throws IOException {
    Object entries =
        state instanceof Tuple(List<Object> parts) && !parts.isEmpty() ? parts.getFirst() : state;
    if (!(entries instanceof Dict(Map<String, Object> known))) {
      return;
    }
    if (known.get("_sklearn_version") instanceof String version) {
      found.putIfAbsent("scikit-learn", version);
    }
    if (object instanceof Made(String by, Object arguments) && by.equals(WRAPPER)) {
      array(known);
    }
  }

  /** joblib lays an array's bytes behind its description. */
  private void array(Map<String, Object> state) throws IOException {
    String type = type(state.get("dtype"));
    if (type.contains("O")) {
      if (depth >= DEEPEST) {
        throw new IOException("pickles in pickles");
      }
      new PickleMachine(in, globals, found, depth + 1).run();
      return;
    }
    long size = size(type);
    if (!(state.get("shape") instanceof Tuple(List<Object> dimensions))) {
      throw new IOException("an array without a shape");
    }
    for (Object dimension : dimensions) {
      if (!(dimension instanceof Long length) || length < 0) {
        throw new IOException("an array of an odd shape");
      }
      size = Math.multiplyHigh(size, length) == 0 ? size * length : Long.MAX_VALUE;
    }
    if (state.get("numpy_array_alignment_bytes") instanceof Long) {
      in.skip(in.next());
    }
    in.skip(size);
  }

  private static String type(@Nullable Object dtype) throws IOException {
    if (dtype instanceof Made(String by, Tuple(List<Object> arguments))
        && by.endsWith("dtype")
        && !arguments.isEmpty()
        && arguments.getFirst() instanceof String name) {
      return name;
    }
    throw new IOException("an array of an unknown type");
  }

  private static long size(String type) throws IOException {
    String digits = type.replaceAll("^[<>=|]?[A-Za-z]+", "");
    if (!digits.matches("\\d{1,9}")) {
      throw new IOException("an array of type " + type);
    }
    return Long.parseLong(digits) * (type.contains("U") ? 4 : 1);
  }
}
