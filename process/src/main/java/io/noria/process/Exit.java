package io.noria.process;

import java.time.Duration;

/**
 * How a child ended.
 *
 * @param reason why
 * @param status its exit status; 128 + n when signal n ended it
 * @param ran how long it ran
 */
public record Exit(Reason reason, int status, Duration ran) {
  /** Why a child ended. */
  public enum Reason {
    /** By itself, or by a signal that was not ours. */
    ENDED,
    /** Its time was up. */
    TIMED_OUT,
    /** Somebody asked for it. */
    STOPPED
  }

  /** Whether it ended by itself with status 0. */
  public boolean ok() {
    return reason == Reason.ENDED && status == 0;
  }

  /** In words: {@code exit status 3}, {@code killed by signal 9 (SIGKILL)}, … */
  public String inWords() {
    return switch (reason) {
      case TIMED_OUT -> "stopped: it ran longer than allowed (" + ran.toMillis() + " ms)";
      case STOPPED -> "stopped on request";
      case ENDED ->
          status > 128 && status <= 128 + 64 ? signal(status - 128) : "exit status " + status;
    };
  }

  private static String signal(int number) {
    String name =
        switch (number) {
          case 2 -> " (SIGINT)";
          case 6 -> " (SIGABRT)";
          case 9 -> " (SIGKILL; out of memory?)";
          case 11 -> " (SIGSEGV)";
          case 15 -> " (SIGTERM)";
          default -> "";
        };
    return "ended by signal " + number + name;
  }
}
