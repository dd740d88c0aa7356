package io.noria.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's {@code kill}: Java signals single processes only, and starting a program to
 * signal a group fails just when it is needed most.
 */
final class Signals {
  static final int TERM = 15;
  static final int KILL = 9;

  private static final MethodHandle KILL_FUNCTION =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private Signals() {}

  /** Signals every process of the group; false when there is none. */
  static boolean toGroup(long group, int signal) {
    if (group <= 1) {
      throw new IllegalArgumentException("process group: " + group + " (expected: above 1)");
    }
    try {
      return (int) KILL_FUNCTION.invokeExact((int) -group, signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("kill cannot be called", e);
    }
  }
}
