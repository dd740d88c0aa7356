package io.noria.tracking.group;

/** What a metric of a group can be ordered by. */
enum Figure {
  COUNT,
  MEAN,
  MIN,
  MAX,
  STD
}
