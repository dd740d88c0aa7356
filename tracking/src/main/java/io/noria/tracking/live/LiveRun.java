package io.noria.tracking.live;

import io.noria.tracking.RunInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as it is held in memory. Immutable but for its place, which its index keeps. */
final class LiveRun {
  /**
   * A dataset as filters see it.
   *
   * @param context what it was used for; null when nobody said
   */
  record Dataset(String name, String digest, @Nullable String context) {}

  private final RunInfo info;
  private final Points points;
  private final Texts params;
  private final Texts tags;
  private final List<Dataset> datasets;
  private final boolean related;

  /** Where it is in its experiment. */
  int place = -1;

  /**
   * A run.
   *
   * @param datasets the datasets that it read, in the order logged
   * @param related whether it has inputs or outputs
   */
  LiveRun(
      RunInfo info,
      Points points,
      Texts params,
      Texts tags,
      List<Dataset> datasets,
      boolean related) {
    this.info = info;
    this.points = points;
    this.params = params;
    this.tags = tags;
    this.datasets = datasets;
    this.related = related;
  }

  RunInfo info() {
    return info;
  }

  Points points() {
    return points;
  }

  Texts params() {
    return params;
  }

  Texts tags() {
    return tags;
  }

  List<Dataset> datasets() {
    return datasets;
  }

  boolean related() {
    return related;
  }

  LiveRun with(Points newer) {
    return new LiveRun(info, newer, params, tags, datasets, related);
  }

  /** About how many bytes of memory it takes, with its places in the index. */
  long size() {
    return 400L
        + 2L * info.name().length()
        + points.size()
        + params.size()
        + tags.size()
        + 40L * datasets.size();
  }
}
