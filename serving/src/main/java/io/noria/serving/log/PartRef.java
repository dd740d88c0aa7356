package io.noria.serving.log;

import io.noria.serving.sql.SqlSegmentStore.Segment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A part as the directory knows it: in memory as long as it is not sealed, afterwards in the object
 * store. Thread-safe.
 */
final class PartRef {
  private final String deployment;
  private final String name;
  private final PartSchema schema;
  private @Nullable Part open;
  private @Nullable Path file;
  private @Nullable Segment segment;

  private PartRef(String deployment, String name, PartSchema schema) {
    this.deployment = deployment;
    this.name = name;
    this.schema = schema;
  }

  static PartRef open(Part part, Path file) {
    var ref = new PartRef(part.schema().deployment(), part.name(), part.schema());
    ref.open = part;
    ref.file = file;
    return ref;
  }

  static PartRef sealed(Segment segment) {
    var ref =
        new PartRef(segment.deployment(), segment.part(), PartSchema.fromJson(segment.signature()));
    ref.segment = segment;
    return ref;
  }

  String deployment() {
    return deployment;
  }

  String name() {
    return name;
  }

  PartSchema schema() {
    return schema;
  }

  /** The rows when they are not sealed; null otherwise. */
  synchronized @Nullable Part open() {
    return open;
  }

  /** The append file of a part that is not sealed. */
  synchronized @Nullable Path file() {
    return file;
  }

  synchronized @Nullable Segment segment() {
    return segment;
  }

  synchronized void sealedAs(Segment sealed) {
    this.segment = sealed;
    this.open = null;
    this.file = null;
  }

  synchronized long rows() {
    return open != null ? open.rows() : segment == null ? 0 : segment.rows();
  }

  synchronized boolean overlaps(long fromMs, long toMs) {
    if (open != null) {
      return open.rows() > 0 && open.minEvent() < toMs && open.maxEvent() >= fromMs;
    }
    return segment != null && segment.minEventMs() < toMs && segment.maxEventMs() >= fromMs;
  }

  /** Whether any row may have been recorded in the stretch, its ends included. */
  synchronized boolean recordedWithin(long fromMs, long toMs) {
    if (open != null) {
      return open.minRecorded() <= toMs && fromMs <= open.maxRecorded();
    }
    return segment != null && segment.minRecordedMs() <= toMs && fromMs <= segment.maxRecordedMs();
  }

  synchronized long minEvent() {
    return open != null ? open.minEvent() : segment == null ? Long.MAX_VALUE : segment.minEventMs();
  }

  synchronized long maxEvent() {
    return open != null ? open.maxEvent() : segment == null ? Long.MIN_VALUE : segment.maxEventMs();
  }
}
