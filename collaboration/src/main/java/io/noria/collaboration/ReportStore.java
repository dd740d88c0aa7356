package io.noria.collaboration;

import io.noria.base.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reports. Everybody may change one, but only the text that they read: a change names the
 * revision it was made from. Thread-safe; writes are committed when the call returns.
 */
public interface ReportStore {
  /** Longest title, in characters. */
  int LONGEST_TITLE = 200;

  /** Longest text, in characters. */
  int LONGEST_BODY = 500_000;

  /** Most reports, deleted ones included. */
  int MOST = 10_000;

  /** Most revisions of a report that are kept; the oldest go first. */
  int KEPT_REVISIONS = 100;

  /** Begins a report. */
  Report create(String title, String body);

  /** The report, deleted or not; NOT_FOUND when there is none. */
  Report get(String id);

  /** The text that a report had at a revision; NOT_FOUND when it never was or is not kept. */
  Report get(String id, long revision);

  /**
   * Changes what is not null.
   *
   * @param revision what the caller read
   * @throws io.noria.base.NoriaException ABORTED, saying who changed it meanwhile, when it has
   *     another revision; FAILED_PRECONDITION when it is deleted
   */
  Report update(String id, long revision, @Nullable String title, @Nullable String body);

  /** Takes it away; only by who began it. It can be restored. */
  Report delete(String id);

  /** Brings it back; only by who began it. */
  Report restore(String id);

  /**
   * Reports without their text, the latest changed first.
   *
   * @param deleted whether those that were taken away are listed too
   * @param limit 1 or more
   */
  Page<Report> list(boolean deleted, int limit, @Nullable String pageToken);

  /** The kept revisions without their text, newest first. */
  List<Report> revisions(String id);
}
