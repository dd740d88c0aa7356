package io.noria.serving.log;

import io.noria.registry.FeatureColumn;
import io.noria.serving.bundle.Bundle;
import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part that a deployment's predictions are being added to: in memory and in its file. */
final class OpenPart implements AutoCloseable {
  private static final int UNSEEN = -2;
  private static final int MOST_LETTERS = 2_000;

  private final PartRef ref;
  private final Part part;
  private final PartFile file;
  private final Keys keys;
  private final long openedMs;
  // For each bundle and text column, where its dictionary's codes lie in the part's list.
  private final Map<Bundle, int[][]> places = new IdentityHashMap<>();
  private @Nullable Bundle fitting;

  OpenPart(Part part, PartFile file, Keys keys, long openedMs) {
    this.part = part;
    this.file = file;
    this.keys = keys;
    this.openedMs = openedMs;
    this.ref = PartRef.open(part, file.path());
  }

  PartRef ref() {
    return ref;
  }

  long openedMs() {
    return openedMs;
  }

  int rows() {
    return part.rows();
  }

  long bytes() {
    return part.bytes();
  }

  /** Whether rows of the bundle have the part's columns. */
  boolean fits(Bundle bundle) {
    if (places.containsKey(bundle) || bundle == fitting) {
      return true;
    }
    List<FeatureColumn> inputs = bundle.inputs();
    List<FeatureColumn> features = part.schema().features();
    if (inputs.size() != features.size()) {
      return false;
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).name().equals(features.get(i).name())
          || inputs.get(i).type() != features.get(i).type()) {
        return false;
      }
    }
    fitting = bundle;
    return true;
  }

  /** Adds a request's predictions to memory and to the file's buffer. */
  void add(LogEntry entry) {
    int models = part.modelCount();
    int model = part.modelPlace(entry.bundle().model());
    if (part.modelCount() > models) {
      file.model(entry.bundle().model());
    }
    var rows =
        new PartRows(
            entry.size(),
            model,
            entry.bundle().version(),
            entry.idHigh(),
            entry.idLow(),
            entry.eventMs(),
            entry.recordedMs(),
            entry.latencyNanos(),
            entry.keys(),
            repeats(entry),
            entry.score(),
            entry.predicted(),
            values(entry));
    file.rows(rows);
    part.add(rows);
  }

  private boolean @Nullable [] repeats(LogEntry entry) {
    @Nullable String[] given = entry.keys();
    if (given == null) {
      return null;
    }
    boolean[] repeats = null;
    long[] events = entry.eventMs();
    for (int row = 0; row < entry.size(); row++) {
      if (!keys.add(given[row], events[events.length == 1 ? 0 : row])) {
        repeats = repeats == null ? new boolean[entry.size()] : repeats;
        repeats[row] = true;
      }
    }
    return repeats;
  }

  /** The rows' values, a text being its place in the part's list. */
  private double[] values(LogEntry entry) {
    double[] values = entry.rows().values();
    if (!part.schema().texts()) {
      return values;
    }
    int columns = part.schema().size();
    double[] own = Arrays.copyOf(values, entry.size() * columns);
    int[][] known = places.computeIfAbsent(entry.bundle(), this::unseen);
    for (int column = 0; column < columns; column++) {
      if (part.schema().text(column)) {
        for (int row = 0; row < entry.size(); row++) {
          int code = code(entry, row, column, known[column]);
          own[row * columns + column] = code < 0 ? Double.NaN : code;
        }
      }
    }
    return own;
  }

  private int[][] unseen(Bundle bundle) {
    int[][] unseen = new int[bundle.inputs().size()][];
    for (int column = 0; column < unseen.length; column++) {
      unseen[column] = new int[bundle.inputs().get(column).categories().size()];
      Arrays.fill(unseen[column], UNSEEN);
    }
    return unseen;
  }

  private int code(LogEntry entry, int at, int column, int[] known) {
    double value = entry.rows().value(at, column);
    if (Double.isNaN(value)) {
      String text = entry.rows().unknown(at, column);
      return text == null ? -1 : place(column, logged(text));
    }
    int code = (int) value;
    if (known[code] == UNSEEN) {
      known[code] = place(column, entry.bundle().inputs().get(column).categories().get(code));
    }
    return known[code];
  }

  /** A text as the log keeps it: its beginning and its length, when it is long. */
  private static String logged(String text) {
    return text.length() <= MOST_LETTERS
        ? text
        : text.substring(0, MOST_LETTERS) + "… (" + text.length() + " characters)";
  }

  private int place(int column, String text) {
    int place = part.findText(column, text);
    if (place < 0) {
      place = part.textPlace(column, text);
      file.text(column, text);
    }
    return place;
  }

  /** Hands the file's buffer to the operating system. */
  void write() throws IOException {
    file.write();
  }

  /** Forces the file to the disk. */
  void force() throws IOException {
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
