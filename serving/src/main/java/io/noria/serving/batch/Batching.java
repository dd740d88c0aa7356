package io.noria.serving.batch;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.ModelRun;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorModel;
import io.noria.serving.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many requests a model answers at once. Those that come while it is busy wait in a
 * bounded queue, and where that pays, the first of them takes all that wait with it as one batch.
 * Nobody ever waits for others to come: a batch is what waits while the model is busy (as Triton's
 * batcher does without a delay). Thread-safe.
 */
public final class Batching implements TensorModel {
  /** A slow model shows in fewer rounds whether it pays. */
  private static final long MOST_TRYING_NANOS = 1_000_000_000;

  private final String name;
  private final TensorModel model;
  private final Limits limits;
  private final boolean together;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Departures departures = new Departures();
  private int running;

  /**
   * How much at once.
   *
   * @param running requests, or batches, that the model answers at once
   * @param queued requests that may wait
   * @param patience how long one waits for its turn
   * @param batch rows of the largest batch
   * @param expected a request that would wait longer than this, by how quickly those before it were
   *     answered, is refused at once
   */
  public record Limits(int running, int queued, Duration patience, int batch, Duration expected) {
    /** Refuses nobody for what is expected. */
    public Limits(int running, int queued, Duration patience, int batch) {
      this(running, queued, patience, batch, patience);
    }

    /** As many at once as there are cores; 256 waiting, up to ten seconds; 1,024 rows. */
    public static Limits usual(Duration expected) {
      return new Limits(
          Math.max(1, Runtime.getRuntime().availableProcessors()),
          256,
          Duration.ofSeconds(10),
          1_024,
          expected);
    }

    /** So few wait at any time, however slow the model is. */
    int least() {
      return 2 * running;
    }
  }

  private static final class Waiting {
    final List<Tensor> inputs;
    final int rows;
    final Condition turn;
    boolean leads;
    // Nobody takes the answer.
    boolean gone;
    long begun;
    @Nullable List<Tensor> answer;
    @Nullable NoriaException failure;

    Waiting(List<Tensor> inputs, Condition turn) {
      this.inputs = inputs;
      this.rows = rows(inputs);
      this.turn = turn;
    }

    /**
     * The rows that all inputs have; -1 when they are not equally many: such a request cannot be
     * cut out of a batch again without taking others' rows, and goes alone.
     */
    private static int rows(List<Tensor> inputs) {
      int rows = inputs.isEmpty() ? -1 : inputs.getFirst().rows();
      for (Tensor input : inputs) {
        if (input.rank() == 0 || input.rows() != rows) {
          return -1;
        }
      }
      return rows;
    }

    boolean done() {
      return leads || answer != null || failure != null;
    }
  }

  /**
   * Bounds the model.
   *
   * @param together whether waiting requests are answered as one; see {@link #pays}
   */
  public Batching(String name, TensorModel model, Limits limits, boolean together) {
    this.name = name;
    this.model = model;
    this.limits = limits;
    this.together = together && rowsFirst(model);
  }

  /** Whether all tensors of the model have any number of rows as first dimension. */
  private static boolean rowsFirst(TensorModel model) {
    return !model.inputs().isEmpty()
        && model.inputs().stream().allMatch(Batching::anyRows)
        && model.outputs().stream().allMatch(Batching::anyRows);
  }

  private static boolean anyRows(TensorSpec spec) {
    long[] shape = spec.shape();
    return shape.length > 0 && shape[0] < 0;
  }

  /**
   * Whether rows together cost less than one after the other, found by trying: eight copies of the
   * rows in one call against eight calls, best of several each.
   */
  public static boolean pays(TensorModel model, List<Tensor> row) {
    if (!rowsFirst(model)) {
      return false;
    }
    List<List<Tensor>> eight = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      eight.add(row);
    }
    List<Tensor> joined = joined(eight);
    long one = Long.MAX_VALUE;
    long all = Long.MAX_VALUE;
    long until = System.nanoTime() + MOST_TRYING_NANOS;
    for (int round = 0; round < 20 && System.nanoTime() < until; round++) {
      long begun = System.nanoTime();
      model.infer(row);
      long between = System.nanoTime();
      model.infer(joined);
      one = Math.min(one, between - begun);
      all = Math.min(all, System.nanoTime() - between);
    }
    return all < 8 * one * 0.6;
  }

  @Override
  public String platform() {
    return model.platform();
  }

  @Override
  public List<TensorSpec> inputs() {
    return model.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return model.outputs();
  }

  /** The model itself. */
  public TensorModel model() {
    return model;
  }

  @Override
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether waiting requests are answered as one. */
  public boolean together() {
    return together;
  }

  @Override
  public List<Tensor> infer(List<Tensor> inputs) {
    Waiting own = null;
    long came = 0;
    lock.lock();
    try {
      if (running < limits.running()) {
        running++;
      } else {
        came = System.nanoTime();
        own = await(inputs);
      }
    } finally {
      lock.unlock();
    }
    if (own == null) {
      return lead(null, inputs);
    }
    if (own.leads) {
      ModelRun.waited(came, System.nanoTime());
      return lead(own, inputs);
    }
    ModelRun.waited(came, own.begun);
    ModelRun.answeredByAnother();
    return answer(own);
  }

  private static List<Tensor> answer(Waiting own) {
    NoriaException failure = own.failure;
    if (failure != null) {
      throw new NoriaException(failure.code(), failure.getMessage(), failure);
    }
    return java.util.Objects.requireNonNull(own.answer);
  }

  private Waiting await(List<Tensor> inputs) {
    if (waiting.size() >= limits.queued()) {
      throw new NoriaException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "model %s: %d requests wait for it already".formatted(name, waiting.size()));
    }
    long expected = departures.expectedNanos(waiting.size());
    if (waiting.size() >= limits.least() && expected > limits.expected().toNanos()) {
      throw new NoriaException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "model %s: %d requests wait for it, one more would wait %d ms (expected: %d at most)"
              .formatted(name, waiting.size(), expected / 1_000_000, limits.expected().toMillis()));
    }
    var own = new Waiting(inputs, lock.newCondition());
    waiting.add(own);
    long left = limits.patience().toNanos();
    try {
      while (!own.done()) {
        if (left <= 0) {
          // It may be in a batch already: then its answer comes, only to nobody.
          leave(own);
          throw new NoriaException(
              ErrorCode.DEADLINE_EXCEEDED,
              "model %s: busy for %d ms".formatted(name, limits.patience().toMillis()));
        }
        left = own.turn.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      leave(own);
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while waiting", e);
    }
    return own;
  }

  /** Whoever was given the turn and goes away hands it on. */
  private void leave(Waiting own) {
    own.gone = true;
    waiting.remove(own);
    if (own.leads) {
      handOn();
    }
  }

  private List<Tensor> lead(@Nullable Waiting own, List<Tensor> inputs) {
    List<Waiting> others = own == null || !together || own.rows < 0 ? List.of() : company(own);
    try {
      if (others.isEmpty()) {
        return evaluate(inputs);
      }
      return batch(inputs, own == null ? 1 : own.rows, others);
    } finally {
      lock.lock();
      try {
        handOn();
      } finally {
        lock.unlock();
      }
    }
  }

  /** One execution. */
  private List<Tensor> evaluate(List<Tensor> inputs) {
    long began = System.nanoTime();
    List<Tensor> answer = model.infer(inputs);
    int rows = inputs.isEmpty() || inputs.getFirst().rank() == 0 ? 1 : inputs.getFirst().rows();
    ModelRun.executed(rows, System.nanoTime() - began);
    return answer;
  }

  private void handOn() {
    Waiting next = waiting.poll();
    departures.left(next == null ? 0 : 1, !waiting.isEmpty(), System.nanoTime());
    if (next == null) {
      running--;
    } else {
      next.leads = true;
      next.turn.signal();
    }
  }

  /** Takes those that wait and fit into one batch with the request. */
  private List<Waiting> company(Waiting own) {
    List<Waiting> others = new ArrayList<>();
    int rows = own.rows;
    lock.lock();
    try {
      var each = waiting.iterator();
      while (each.hasNext()) {
        Waiting other = each.next();
        if (rows + other.rows > limits.batch()) {
          break;
        }
        if (other.rows >= 0 && alike(own.inputs, other.inputs)) {
          rows += other.rows;
          others.add(other);
          each.remove();
        }
      }
      departures.left(others.size(), !waiting.isEmpty(), System.nanoTime());
    } finally {
      lock.unlock();
    }
    return others;
  }

  private static boolean alike(List<Tensor> some, List<Tensor> others) {
    for (int i = 0; i < some.size(); i++) {
      long[] a = some.get(i).shape();
      long[] b = others.get(i).shape();
      if (a.length != b.length || !Arrays.equals(a, 1, a.length, b, 1, b.length)) {
        return false;
      }
    }
    return true;
  }

  private List<Tensor> batch(List<Tensor> inputs, int rows, List<Waiting> others) {
    List<List<Tensor>> all = new ArrayList<>();
    all.add(inputs);
    others.forEach(other -> all.add(other.inputs));
    int total = rows + others.stream().mapToInt(other -> other.rows).sum();
    List<Tensor> given;
    long begun = System.nanoTime();
    others.forEach(other -> other.begun = begun);
    try {
      given = evaluate(joined(all));
      for (Tensor tensor : given) {
        if (tensor.rank() == 0 || tensor.rows() != total) {
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION, "output " + tensor + " of " + total + " rows");
        }
      }
    } catch (NoriaException e) {
      // One of them may have spoilt it for all: each alone then.
      others.forEach(this::alone);
      return evaluate(inputs);
    } catch (RuntimeException | Error e) {
      var failure = new NoriaException(ErrorCode.INTERNAL, "model " + name + ": " + e, e);
      others.forEach(other -> finish(other, null, failure));
      throw e;
    }
    int from = rows;
    for (Waiting other : others) {
      finish(other, part(given, from, other.rows), null);
      from += other.rows;
    }
    return part(given, 0, rows);
  }

  private void alone(Waiting other) {
    if (isGone(other)) {
      return;
    }
    try {
      finish(other, evaluate(other.inputs), null);
    } catch (NoriaException e) {
      finish(other, null, e);
    } catch (RuntimeException | Error e) {
      finish(other, null, new NoriaException(ErrorCode.INTERNAL, "model " + name + ": " + e, e));
    }
  }

  private boolean isGone(Waiting other) {
    lock.lock();
    try {
      return other.gone;
    } finally {
      lock.unlock();
    }
  }

  private void finish(
      Waiting other, @Nullable List<Tensor> answer, @Nullable NoriaException failure) {
    lock.lock();
    try {
      other.answer = answer;
      other.failure = failure;
      other.turn.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The requests' rows one after the other. */
  static List<Tensor> joined(List<List<Tensor>> requests) {
    List<Tensor> joined = new ArrayList<>();
    for (int input = 0; input < requests.getFirst().size(); input++) {
      Tensor first = requests.getFirst().get(input);
      long[] shape = first.shape();
      shape[0] = 0;
      int size = 0;
      for (List<Tensor> request : requests) {
        shape[0] += request.get(input).rows();
        size += request.get(input).size();
      }
      joined.add(join(first, shape, size, input, requests));
    }
    return joined;
  }

  private static Tensor join(
      Tensor first, long[] shape, int size, int input, List<List<Tensor>> requests) {
    if (first.type() == DataType.BYTES) {
      byte[] @Nullable [] texts = new byte[size] @Nullable [];
      int at = 0;
      for (List<Tensor> request : requests) {
        Tensor tensor = request.get(input);
        for (int i = 0; i < tensor.size(); i++) {
          texts[at++] = tensor.missing(i) ? null : tensor.bytes(i);
        }
      }
      return Tensor.texts(first.name(), shape, texts);
    }
    ByteBuffer data = Tensor.room(size * first.type().bytes());
    for (List<Tensor> request : requests) {
      data.put(request.get(input).data());
    }
    return Tensor.of(first.name(), first.type(), shape, data.flip());
  }

  /** Some of the rows. */
  static List<Tensor> part(List<Tensor> tensors, int from, int rows) {
    List<Tensor> part = new ArrayList<>(tensors.size());
    for (Tensor tensor : tensors) {
      long[] shape = tensor.shape();
      int width = tensor.rows() == 0 ? 0 : tensor.size() / tensor.rows();
      shape[0] = rows;
      if (tensor.type() == DataType.BYTES) {
        byte[] @Nullable [] texts = new byte[rows * width] @Nullable [];
        for (int i = 0; i < texts.length; i++) {
          int at = from * width + i;
          texts[i] = tensor.missing(at) ? null : tensor.bytes(at);
        }
        part.add(Tensor.texts(tensor.name(), shape, texts));
      } else {
        int bytes = width * tensor.type().bytes();
        part.add(
            Tensor.of(
                tensor.name(),
                tensor.type(),
                shape,
                tensor.data().slice(from * bytes, rows * bytes)));
      }
    }
    return part;
  }

  @Override
  public long bytes() {
    return model.bytes();
  }

  @Override
  public void release() {
    model.release();
  }
}
