package io.noria.tracking;

/** Which lifecycles a search looks at. */
public enum View {
  /** Active records: the default. */
  ACTIVE_ONLY,
  /** Only what was deleted. */
  DELETED_ONLY,
  /** Both. */
  ALL
}
