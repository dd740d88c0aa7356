package io.noria.tracking;

/** Tags with a meaning of their own, under the names that clients already use. */
public final class RunTags {
  /** The run's name: setting it renames the run, and renaming sets it. */
  public static final String NAME = "mlflow.runName";

  /** The id of the run it is nested in. */
  public static final String PARENT = "mlflow.parentRunId";

  /** The user as the client knows it. */
  public static final String USER = "mlflow.user";

  private RunTags() {}
}
