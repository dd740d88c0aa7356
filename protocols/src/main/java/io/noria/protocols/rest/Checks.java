package io.noria.protocols.rest;

import java.util.Map;

/** Every area's own check by the area's name; one that throws says what is wrong. */
@FunctionalInterface
public interface Checks {
  /** The checks, in the order in which they are shown. */
  Map<String, Runnable> all();
}
