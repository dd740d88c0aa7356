package io.noria.serving.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime with one pool of threads for all models. Its native library is loaded at the first
 * model. Thread-safe.
 *
 * <p>The pool has no helpers: with as many requests at once as there are cores, each on one thread,
 * more is answered than with each on many, and idle models do not spin.
 */
public final class OnnxRuntime implements AutoCloseable {
  /** Only what is used of it takes memory. */
  private static final long OPENING_STACK_BYTES = 64L << 20;

  private final RunLimit limit;
  private @Nullable OrtEnvironment environment;

  /**
   * Nothing is loaded yet.
   *
   * @param most how long it may work at one question
   */
  public OnnxRuntime(Duration most) {
    this.limit = new RunLimit(most);
  }

  /** Ends what takes too long. */
  RunLimit limit() {
    return limit;
  }

  private synchronized OrtEnvironment environment() {
    OrtEnvironment known = environment;
    if (known == null) {
      try (var threads = new OrtEnvironment.ThreadingOptions()) {
        threads.setGlobalIntraOpNumThreads(1);
        threads.setGlobalInterOpNumThreads(1);
        threads.setGlobalSpinControl(false);
        known =
            OrtEnvironment.getEnvironment(
                OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "noria", threads);
        known.setTelemetry(false);
      } catch (IllegalStateException e) {
        // Another server of this JVM was first.
        known = OrtEnvironment.getEnvironment();
      } catch (OrtException | UnsatisfiedLinkError e) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION, "ONNX Runtime cannot be loaded: " + e.getMessage(), e);
      }
      environment = known;
    }
    return known;
  }

  /** The environment that tensors are made in. */
  OrtEnvironment tensors() {
    return environment();
  }

  /**
   * A session of the model's bytes. It is opened on a thread of its own: what ONNX Runtime does
   * with a model's graph calls itself so deeply that the stack of a request's thread is too short
   * for it, and the process would end without a word.
   */
  OrtSession open(byte[] model) throws OrtException {
    return open((environment, options) -> environment.createSession(model, options));
  }

  /** A session of the model's file, which may name others beside it; see {@link #open(byte[])}. */
  OrtSession open(Path model) throws OrtException {
    return open((environment, options) -> environment.createSession(model.toString(), options));
  }

  private interface Opening {
    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  private OrtSession open(Opening how) throws OrtException {
    var opening = new FutureTask<>(() -> session(how));
    Thread thread = new Thread(null, opening, "onnx-open", OPENING_STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return opening.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case OrtException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.ABORTED, "interrupted while an ONNX model was opened", e);
    }
  }

  private OrtSession session(Opening how) throws OrtException {
    OrtEnvironment known = environment();
    try (var options = new OrtSession.SessionOptions()) {
      options.disablePerSessionThreads();
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Memory of a closed session goes back to the system only without an arena.
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      return how.open(known, options);
    }
  }

  /** Watches over nothing any more; sessions are closed by those who opened them. */
  @Override
  public void close() {
    limit.close();
  }
}
