package io.noria.serving.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime with one pool of threads for all models. Its native library is loaded at the first
 * model. Thread-safe.
 *
 * <p>The pool has no helpers: with as many requests at once as there are cores, each on one thread,
 * more is answered than with each on many, and idle models do not spin.
 */
public final class OnnxRuntime {
  private @Nullable OrtEnvironment environment;

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

  /** A session of the model's bytes. */
  OrtSession open(byte[] model) throws OrtException {
    OrtEnvironment known = environment();
    try (var options = new OrtSession.SessionOptions()) {
      options.disablePerSessionThreads();
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Memory of a closed session goes back to the system only without an arena.
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      return known.createSession(model, options);
    }
  }
}
