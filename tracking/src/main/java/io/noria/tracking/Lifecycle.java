package io.noria.tracking;

/** Whether a record is in use or in the bin. Deleted records can be restored. */
public enum Lifecycle {
  /** In use. */
  ACTIVE,
  /** Deleted by somebody, restorable. */
  DELETED
}
