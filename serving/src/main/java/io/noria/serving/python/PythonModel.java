package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.ModelRun;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorModel;
import io.noria.serving.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model in Python worker processes. Thread-safe; who asks waits in its own thread.
 *
 * <p>Requests that wait while all workers are busy are put together when the model takes rows; a
 * batch that fails is tried again one by one. A worker that ends takes only the requests with it
 * that it was answering; they are tried once more, and one that ends a worker twice is refused. A
 * number that is missing is NaN.
 */
public final class PythonModel implements TensorModel, AutoCloseable {
  private static final int POISONS_KEPT = 100;

  private final PythonSource source;
  private final PythonLimits limits;
  private final Pool pool;
  private final PythonSchema schema;
  private final Deque<Long> poisons = new ArrayDeque<>();
  private volatile List<TensorSpec> outputs;
  private volatile boolean settled;
  private volatile boolean batches;
  private volatile boolean poisoned;

  private PythonModel(PythonSource source, PythonLimits limits, Pool pool, PythonSchema schema) {
    this.source = source;
    this.limits = limits;
    this.pool = pool;
    this.schema = schema;
    this.outputs = schema.outputs();
    this.settled = schema.settled();
    this.batches = schema.rows() && limits.batchRows() > 1;
  }

  /**
   * Starts a worker, loads the model in it and asks it what it takes and gives.
   *
   * @throws NoriaException FAILED_PRECONDITION when it is not trusted, or cannot be loaded, and
   *     why; NOT_FOUND when there is no such file
   */
  public static PythonModel open(
      PythonRuntime runtime, PythonSource source, Trust trust, PythonLimits limits) {
    if (!Files.exists(source.path())) {
      throw NoriaException.notFound(
          "model %s: %s (expected: a pickle, a joblib file or a folder with MLmodel)"
              .formatted(source.name(), source.path()));
    }
    switch (trust) {
      case Trust.Allowed() -> {}
      case Trust.Refused(String reason) ->
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "model %s: it is %s, which is code, and is not run: %s%s"
                  .formatted(
                      source.name(),
                      Files.isDirectory(source.path()) ? "a folder of Python" : "a pickle",
                      reason,
                      seen(source)));
    }
    Pool pool = new Pool(runtime, source, limits);
    return new PythonModel(source, limits, pool, pool.open());
  }

  private static String seen(PythonSource source) {
    if (Files.isDirectory(source.path())) {
      return "";
    }
    try {
      return "; " + PickleScan.of(source.path()).inWords();
    } catch (IOException e) {
      return "";
    }
  }

  /** What it said about itself when it was loaded. */
  public PythonSchema schema() {
    return schema;
  }

  @Override
  public int workers() {
    return pool.size();
  }

  /** Whether its workers answer: one that is free is asked, and busy ones are believed. */
  public boolean healthy() {
    return pool.healthy();
  }

  @Override
  public int waiting() {
    return pool.queued();
  }

  @Override
  public long bytes() {
    return pool.bytes();
  }

  @Override
  public String platform() {
    return "python";
  }

  @Override
  public List<TensorSpec> inputs() {
    return schema.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public List<Tensor> infer(List<Tensor> inputs) {
    return infer(inputs, List.of());
  }

  /**
   * Evaluates it with parameters.
   *
   * @param params one for each that is given, named as in {@link PythonSchema#params()}; MLflow
   *     only
   */
  public List<Tensor> infer(List<Tensor> inputs, List<Tensor> params) {
    List<Tensor> given = inputs;
    if (!params.isEmpty()) {
      given = new ArrayList<>(inputs);
      for (Tensor param : params) {
        given.add(param.named("param:" + param.name()));
      }
    }
    refusePoison(given);
    Ask ask = new Ask(given, !batches || !params.isEmpty());
    requireSize(ask);
    while (true) {
      long came = System.nanoTime();
      List<Tensor> answer =
          switch (pool.turn(ask)) {
            case Ask.Lead(WorkerProcess worker) -> {
              ModelRun.waited(came, System.nanoTime());
              yield lead(worker, ask);
            }
            case Ask.Done(List<Tensor> known, long began) -> {
              ModelRun.waited(came, began);
              ModelRun.answeredByAnother();
              yield known;
            }
            case Ask.Failed(NoriaException problem) ->
                throw new NoriaException(problem.code(), problem.getMessage(), problem);
            case Ask.Again() -> null;
          };
      if (answer != null) {
        return answer;
      }
      ask.goAlone();
    }
  }

  private void requireSize(Ask ask) {
    long length = FrameWriter.length(Ask.parts(List.of(ask), ask.rows()));
    ask.bytes(length);
    if (length > limits.frameBytes()) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE,
          "model %s: a request of %d bytes (expected: at most %d)"
              .formatted(source.name(), length, limits.frameBytes()));
    }
  }

  /** Asks the worker for this request and those that go with it; null to try alone. */
  private @Nullable List<Tensor> lead(WorkerProcess worker, Ask ask) {
    List<Ask> batch = List.of(ask);
    boolean told = false;
    try {
      batch = pool.gather(ask);
      int rows = batch.stream().mapToInt(Ask::rows).sum();
      long began = System.nanoTime();
      Frames.Frame frame = worker.infer(Ask.parts(batch, rows), limits.time().answer());
      pool.giveBack(worker);
      ModelRun.executed(rows, System.nanoTime() - began);
      List<Tensor> mine = hand(frame.tensors(), batch, rows, began);
      told = mine != null;
      return mine;
    } catch (ModelProblem e) {
      pool.giveBack(worker);
      if (batch.size() == 1) {
        throw e.toNoria(source.name());
      }
      return null;
    } catch (WorkerLost e) {
      pool.lost(worker, e.getMessage());
      if (Thread.currentThread().isInterrupted()) {
        // The input is not to blame: an interrupted thread closes what it reads from.
        throw new NoriaException(
            ErrorCode.UNAVAILABLE, "model " + source.name() + ": interrupted while it answered");
      }
      batch.forEach(Ask::killed);
      return afterLoss(e, ask, batch);
    } catch (RuntimeException e) {
      pool.drop(worker);
      throw e;
    } finally {
      if (!told) {
        batch.stream().skip(1).forEach(other -> other.give(new Ask.Again()));
      }
    }
  }

  private @Nullable List<Tensor> afterLoss(WorkerLost lost, Ask ask, List<Ask> batch) {
    if (batch.size() > 1) {
      return null;
    }
    if (lost.late()) {
      throw new NoriaException(
          ErrorCode.DEADLINE_EXCEEDED, "model " + source.name() + ": " + lost.getMessage());
    }
    if (ask.kills() < 2) {
      return null;
    }
    remember(ask.inputs());
    throw poison(lost.getMessage());
  }

  private NoriaException poison(String why) {
    return new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "model %s: this input ended two of its workers and is refused (%s)"
            .formatted(source.name(), why));
  }

  private void remember(List<Tensor> inputs) {
    synchronized (poisons) {
      poisons.add(Ask.fingerprint(inputs));
      if (poisons.size() > POISONS_KEPT) {
        poisons.remove();
      }
      poisoned = true;
    }
  }

  private void refusePoison(List<Tensor> inputs) {
    if (!poisoned) {
      return;
    }
    long print = Ask.fingerprint(inputs);
    synchronized (poisons) {
      if (poisons.contains(print)) {
        throw poison("it was sent before");
      }
    }
  }

  /** Gives each request its rows; null when the answer has not a row for each. */
  private @Nullable List<Tensor> hand(List<Tensor> answer, List<Ask> batch, int rows, long began) {
    requireOutputs(answer);
    if (batch.size() == 1) {
      return answer;
    }
    for (Tensor one : answer) {
      if (one.rank() == 0 || one.rows() != rows) {
        // It does not answer row by row after all.
        batches = false;
        return null;
      }
    }
    int from = batch.getFirst().rows();
    for (Ask other : batch.subList(1, batch.size())) {
      other.give(new Ask.Done(other.slice(answer, from), began));
      from += other.rows();
    }
    return batch.getFirst().slice(answer, 0);
  }

  private void requireOutputs(List<Tensor> answer) {
    if (!settled) {
      outputs = answer.stream().map(PythonModel::spec).toList();
      settled = true;
      return;
    }
    List<TensorSpec> known = outputs;
    boolean same = known.size() == answer.size();
    for (int i = 0; same && i < known.size(); i++) {
      same = known.get(i).name().equals(answer.get(i).name());
    }
    if (!same) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: it answered %s (expected: %s)".formatted(source.name(), answer, known));
    }
  }

  private static TensorSpec spec(Tensor tensor) {
    long[] shape = tensor.shape();
    if (shape.length > 0) {
      shape[0] = -1;
    }
    return new TensorSpec(tensor.name(), tensor.type(), shape);
  }

  /** Ends the workers that nobody uses; the next call starts one. */
  @Override
  public void release() {
    pool.release();
  }

  /** Ends its workers for good; who asks gets UNAVAILABLE. */
  @Override
  public void close() {
    pool.close();
  }
}
