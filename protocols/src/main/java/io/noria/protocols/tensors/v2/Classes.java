package io.noria.protocols.tensors.v2;

import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The likeliest classes of each row as texts, {@code score:place} or {@code score:place:label}. */
public final class Classes {
  private final Tensor scores;
  private final List<String> labels;

  private Classes(Tensor scores, List<String> labels) {
    this.scores = scores;
    this.labels = labels;
  }

  /**
   * The highest scores of each row, highest first.
   *
   * @param most how many; as many as there are when it is more
   * @param labels of the classes; unused unless there are as many as scores in a row
   * @throws NoriaException INVALID_ARGUMENT for an output of texts
   */
  public static Tensor of(Tensor scores, int most, List<String> labels) {
    if (scores.type() == DataType.BYTES) {
      throw NoriaException.invalid(
          scores.name() + ": classification of texts (expected: an output of numbers)");
    }
    return new Classes(scores, labels).texts(most);
  }

  private Tensor texts(int most) {
    int rows = scores.rows();
    int each = rows == 0 ? 0 : scores.size() / rows;
    int kept = Math.min(most, each);
    byte[][] texts = new byte[rows * kept][];
    int[] places = new int[each];
    boolean[] taken = new boolean[each];
    for (int row = 0; row < rows; row++) {
      order(row * each, each, kept, places, taken);
      for (int i = 0; i < kept; i++) {
        texts[row * kept + i] = text(row * each, places[i], each).getBytes(StandardCharsets.UTF_8);
      }
    }
    return Tensor.texts(scores.name(), new long[] {rows, kept}, texts);
  }

  /** The first places by score; of equal ones the first. */
  private void order(int from, int each, int kept, int[] places, boolean[] taken) {
    if (kept > 32) {
      Integer[] all = new Integer[each];
      java.util.Arrays.setAll(all, i -> i);
      java.util.Arrays.sort(
          all, (a, b) -> Double.compare(scores.number(from + b), scores.number(from + a)));
      java.util.Arrays.setAll(places, i -> all[i]);
      return;
    }
    java.util.Arrays.fill(taken, false);
    for (int i = 0; i < kept; i++) {
      int best = -1;
      for (int place = 0; place < each; place++) {
        if (!taken[place]
            && (best < 0
                || Double.compare(scores.number(from + place), scores.number(from + best)) > 0)) {
          best = place;
        }
      }
      taken[best] = true;
      places[i] = best;
    }
  }

  private String text(int from, int place, int each) {
    String score =
        scores.type().floating()
            ? String.format(Locale.ROOT, "%f", scores.number(from + place))
            : scores.type() == DataType.UINT64
                ? Long.toUnsignedString(scores.integer(from + place))
                : Long.toString(scores.integer(from + place));
    return labels.size() == each && each > 1
        ? score + ":" + place + ":" + labels.get(place)
        : score + ":" + place;
  }
}
