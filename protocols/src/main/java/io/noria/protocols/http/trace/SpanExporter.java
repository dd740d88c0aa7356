package io.noria.protocols.http.trace;

import java.util.List;

/** Where spans go. Called by one thread. */
public interface SpanExporter {
  /**
   * Sends spans.
   *
   * @throws Refused when they are not taken
   * @throws InterruptedException when the server stops
   */
  void export(List<FinishedSpan> spans) throws Refused, InterruptedException;

  /** They were not taken. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean later;

    /**
     * Why.
     *
     * @param later whether they may be taken later
     */
    public Refused(String why, boolean later) {
      super(why);
      this.later = later;
    }

    /** Whether they may be taken later. */
    public boolean later() {
      return later;
    }
  }
}
