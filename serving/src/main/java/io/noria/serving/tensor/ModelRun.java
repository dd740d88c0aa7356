package io.noria.serving.tensor;

import org.jspecify.annotations.Nullable;

/**
 * What one request made a model do, told by the model while it answers: a model that collects
 * requests answers several in one execution, and lets requests wait. Bound by who asks and wants to
 * know; used by the asking thread.
 */
public final class ModelRun {
  private static final ScopedValue<ModelRun> CURRENT = ScopedValue.newInstance();

  private final Executions executions;
  private boolean told;
  private long waitBegan;
  private long waited;

  /** Who counts executions. */
  @FunctionalInterface
  public interface Executions {
    /** The model was evaluated once, for so many rows, in so long. */
    void executed(int rows, long nanos);
  }

  /** Of one request. */
  public ModelRun(Executions executions) {
    this.executions = executions;
  }

  /**
   * Asks the model.
   *
   * @param rows of the request; a model that tells nothing was evaluated once, for these
   */
  public <T> T ask(int rows, ScopedValue.CallableOp<T, RuntimeException> model) {
    long began = System.nanoTime();
    T answer = ScopedValue.where(CURRENT, this).call(model);
    if (!told && rows > 0) {
      executions.executed(rows, System.nanoTime() - began - waited);
    }
    return answer;
  }

  /** How long it waited before the model began; nanoseconds. */
  public long waited() {
    return waited;
  }

  /** When it began to wait, of {@link System#nanoTime}; 0 when it did not. */
  public long waitBegan() {
    return waitBegan;
  }

  /** The model was evaluated once, by this thread: for its own request, and others' perhaps. */
  public static void executed(int rows, long nanos) {
    ModelRun run = current();
    if (run != null) {
      run.told = true;
      if (rows > 0) {
        run.executions.executed(rows, nanos);
      }
    }
  }

  /** The request of this thread was answered in an execution that another thread tells of. */
  public static void answeredByAnother() {
    ModelRun run = current();
    if (run != null) {
      run.told = true;
    }
  }

  /** The request of this thread waited for its turn. */
  public static void waited(long began, long ended) {
    ModelRun run = current();
    if (run != null) {
      run.waitBegan = run.waitBegan == 0 ? began : run.waitBegan;
      run.waited += ended - began;
    }
  }

  private static @Nullable ModelRun current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }
}
