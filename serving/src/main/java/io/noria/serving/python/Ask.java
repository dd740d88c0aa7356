package io.noria.serving.python;

import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request, and what its thread is to do next. Made by the thread that waits for it. */
final class Ask {
  /** Requests longer than that together gain nothing from it. */
  private static final long MOST_TOGETHER = 4 << 20;

  /** What its thread is told. */
  sealed interface Turn {}

  /** It has that worker. */
  record Lead(WorkerProcess worker) implements Turn {}

  /** Another's batch, which began at that moment, has brought its answer. */
  record Done(List<Tensor> answer, long began) implements Turn {}

  /** It is refused. */
  record Failed(NoriaException problem) implements Turn {}

  /** The batch that it was in failed: it tries alone. */
  record Again() implements Turn {}

  private final List<Tensor> inputs;
  private final int rows;
  private final Thread waiter = Thread.currentThread();
  private volatile @Nullable Turn turn;
  private boolean alone;
  private int kills;
  private long bytes;

  Ask(List<Tensor> inputs, boolean alone) {
    this.inputs = inputs;
    this.rows = inputs.isEmpty() ? 1 : inputs.getFirst().rows();
    // Inputs of unequal length cannot be cut apart again without taking others' rows.
    this.alone =
        alone
            || inputs.isEmpty()
            || inputs.stream().anyMatch(each -> each.rank() == 0 || each.rows() != rows);
  }

  List<Tensor> inputs() {
    return inputs;
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  void bytes(long length) {
    bytes = length;
  }

  boolean alone() {
    return alone;
  }

  void goAlone() {
    alone = true;
  }

  /** Notes that it was in a worker that ended. */
  void killed() {
    kills++;
  }

  /** In how many workers it was that ended. */
  int kills() {
    return kills;
  }

  void give(Turn next) {
    turn = next;
    LockSupport.unpark(waiter);
  }

  /** Waits for its turn so long; null when it has not come, or the thread was interrupted. */
  @Nullable Turn await(long nanos) {
    long end = System.nanoTime() + nanos;
    while (turn == null) {
      long left = end - System.nanoTime();
      if (left <= 0 || waiter.isInterrupted()) {
        return null;
      }
      LockSupport.parkNanos(this, left);
    }
    Turn known = turn;
    turn = null;
    return known;
  }

  /** Whether both can be one request. */
  boolean goesWith(Ask other) {
    if (alone || other.alone || inputs.size() != other.inputs.size()) {
      return false;
    }
    for (int i = 0; i < inputs.size(); i++) {
      Tensor mine = inputs.get(i);
      Tensor theirs = other.inputs.get(i);
      if (mine.type() != theirs.type() || mine.rank() != theirs.rank()) {
        return false;
      }
      for (int d = 1; d < mine.rank(); d++) {
        if (mine.dimension(d) != theirs.dimension(d)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Itself and those from the head of the queue that may go with it; they leave the queue. */
  List<Ask> together(Deque<Ask> waiting, PythonLimits limits) {
    List<Ask> together = new ArrayList<>();
    together.add(this);
    int allRows = rows;
    long allBytes = bytes;
    for (Iterator<Ask> others = waiting.iterator(); others.hasNext(); ) {
      Ask next = others.next();
      if (allRows + next.rows > limits.batchRows()
          || allBytes + next.bytes > Math.min(MOST_TOGETHER, limits.frameBytes())
          || !goesWith(next)) {
        break;
      }
      allRows += next.rows;
      allBytes += next.bytes;
      together.add(next);
      others.remove();
    }
    return together;
  }

  /** The tensors of all of them, in the order of their rows. */
  static List<Frames.Part> parts(List<Ask> asks, int rows) {
    List<Tensor> first = asks.getFirst().inputs;
    List<Frames.Part> parts = new ArrayList<>(first.size());
    for (int i = 0; i < first.size(); i++) {
      Tensor one = first.get(i);
      if (asks.size() == 1) {
        parts.add(Frames.Part.of(one));
        continue;
      }
      long[] shape = one.shape();
      shape[0] = rows;
      List<Tensor> pieces = new ArrayList<>(asks.size());
      for (Ask ask : asks) {
        pieces.add(ask.inputs.get(i));
      }
      parts.add(new Frames.Part(one.name(), one.type(), shape, pieces));
    }
    return parts;
  }

  /** Its rows of an answer. */
  List<Tensor> slice(List<Tensor> answer, int from) {
    List<Tensor> mine = new ArrayList<>(answer.size());
    for (Tensor all : answer) {
      long[] shape = all.shape();
      int width = all.rows() == 0 ? 0 : all.size() / all.rows();
      shape[0] = rows;
      if (all.type() == DataType.BYTES) {
        byte[] @Nullable [] texts = new byte[rows * width][];
        Arrays.setAll(
            texts, e -> all.missing(from * width + e) ? null : all.bytes(from * width + e));
        mine.add(Tensor.texts(all.name(), shape, texts));
      } else {
        int bytes = width * all.type().bytes();
        mine.add(
            Tensor.of(all.name(), all.type(), shape, all.data().slice(from * bytes, rows * bytes)));
      }
    }
    return mine;
  }

  /** A number that inputs of the same bytes share. */
  static long fingerprint(List<Tensor> inputs) {
    long hash = 7;
    for (Tensor input : inputs) {
      hash = hash * 31 + Arrays.hashCode(input.shape());
      hash = hash * 0x9E3779B97F4A7C15L + input.data().hashCode();
      for (int i = 0; input.type() == DataType.BYTES && i < input.size(); i++) {
        hash = hash * 0x9E3779B97F4A7C15L + Arrays.hashCode(input.bytes(i));
      }
    }
    return hash;
  }
}
