package io.noria.tracking.live;

import io.noria.tracking.FoundRun;
import io.noria.tracking.RunInfo;

/** A run that is held in memory; what it read, used and made is in the tables only. Immutable. */
public final class HeldRun {
  private final LiveRun run;

  HeldRun(LiveRun run) {
    this.run = run;
  }

  /** Who, when, how. */
  public RunInfo info() {
    return run.info();
  }

  /** Whether it read, used or logged something. */
  public boolean isRelated() {
    return run.related();
  }

  /** Tells every metric's latest point, sorted by key. */
  public void metrics(FoundRun.MetricSink sink) {
    run.points().tell(sink);
  }

  /** Tells every param, sorted by key. */
  public void params(FoundRun.TextSink sink) {
    run.params().tell(sink);
  }

  /** Tells every tag, sorted by key. */
  public void tags(FoundRun.TextSink sink) {
    run.tags().tell(sink);
  }
}
