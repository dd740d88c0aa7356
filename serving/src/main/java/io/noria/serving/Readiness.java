package io.noria.serving;

/** How far a deployment is. */
public enum Readiness {
  /** Its version is in memory and answers. */
  READY,
  /** Its version is being loaded for the first time since the server started. */
  LOADING,
  /** Its version was let go of to save memory, and is loaded again with the next question. */
  ASLEEP,
  /** It has no version, or its version cannot be loaded. */
  EMPTY
}
