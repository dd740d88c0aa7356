package io.noria.serving.log;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.parquet.Effort;
import io.noria.engine.parquet.ParquetColumn;
import io.noria.engine.parquet.ParquetFile;
import io.noria.serving.log.Part.View;
import io.noria.serving.sql.SqlSegmentStore;
import io.noria.serving.sql.SqlSegmentStore.Segment;
import io.noria.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of the log by deployment, oldest first, and the rows of those read last. Thread-safe.
 */
final class PartDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(PartDirectory.class);
  private static final int MOST_KEYS = 2_000_000;
  private static final long BUSY_MS = 10_000;
  private static final int FEW_ROWS = 4096;

  /** Memory of parts with room for so many rows is kept, of so many parts. */
  private static final int LARGE_ROWS = 16_384;

  private static final int MOST_FREE = 3;

  private final SqlSegmentStore segments;
  private final ObjectStore objects;
  private final Engine engine;
  private final long cacheBytes;
  private final Map<String, ConcurrentSkipListMap<String, PartRef>> parts =
      new ConcurrentHashMap<>();
  private final Map<String, Keys> keys = new ConcurrentHashMap<>();
  private final Map<PartRef, Part> cache = new LinkedHashMap<>(16, 0.75f, true);
  private long cached;
  private final ParquetFile writer = new ParquetFile();
  private final List<Columns> free = new ArrayList<>();

  /** Of segments that were sealed before their tally was kept. */
  private final Map<PartRef, String> tallies = new ConcurrentHashMap<>();

  PartDirectory(SqlSegmentStore segments, ObjectStore objects, Engine engine, long cacheBytes) {
    this.segments = segments;
    this.objects = objects;
    this.engine = engine;
    this.cacheBytes = cacheBytes;
  }

  /**
   * Takes in what is recorded and what lies in the folder; answers the parts that wait to be
   * sealed.
   */
  List<PartRef> recover(Path folder) throws IOException {
    for (Segment segment : segments.list()) {
      add(PartRef.sealed(segment));
    }
    List<PartRef> unsealed = new ArrayList<>();
    Files.createDirectories(folder);
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = walk.filter(path -> path.toString().endsWith(PartFile.SUFFIX)).sorted().toList();
    }
    for (Path file : files) {
      var part = PartFile.read(file);
      if (part.isEmpty() || part.get().rows() == 0 || isSealed(part.get())) {
        Files.delete(file);
        continue;
      }
      PartRef ref = PartRef.open(part.get(), file);
      LOG.info("deployment={} part={} rows={} recovered", ref.deployment(), ref.name(), ref.rows());
      add(ref);
      unsealed.add(ref);
    }
    return unsealed;
  }

  private boolean isSealed(Part part) {
    var known = parts.get(part.schema().deployment());
    PartRef ref = known == null ? null : known.get(part.name());
    return ref != null && ref.segment() != null;
  }

  void add(PartRef ref) {
    parts
        .computeIfAbsent(ref.deployment(), name -> new ConcurrentSkipListMap<>())
        .put(ref.name(), ref);
  }

  /** The deployment's parts, oldest first. */
  Collection<PartRef> of(String deployment) {
    var known = parts.get(deployment);
    return known == null ? List.of() : known.values();
  }

  /** Every deployment's parts. */
  List<PartRef> all() {
    return parts.values().stream().flatMap(map -> map.values().stream()).toList();
  }

  /** Writes an unsealed part to the object store, records that, and drops its append file. */
  void seal(PartRef ref, Path folder, long nowMs) throws IOException {
    Part part = ref.open();
    Path file = ref.file();
    if (part == null || file == null) {
      return;
    }
    Path parquet = Files.createTempFile(folder, "sealing-", ".parquet");
    Segment segment;
    try {
      write(part, parquet);
      var stored = objects.put(parquet);
      segment =
          new Segment(
              ref.deployment(),
              ref.name(),
              stored.digest(),
              stored.size(),
              part.rows(),
              ref.schema().toJson(),
              part.minEvent(),
              part.maxEvent(),
              part.minRecorded(),
              part.maxRecorded(),
              nowMs,
              tally(part.sealing()));
    } finally {
      Files.deleteIfExists(parquet);
    }
    segments.add(segment);
    ref.sealedAs(segment);
    Columns free = part.release(() -> load(ref));
    if (free == null) {
      remember(ref, part);
    } else {
      free.clear();
      keep(free);
    }
    Files.deleteIfExists(file);
    LOG.info(
        "deployment={} part={} rows={} bytes={} sealed",
        ref.deployment(),
        ref.name(),
        segment.rows(),
        segment.bytes());
  }

  /** A part that is being sealed grows no more: its arrays are read without its monitor. */
  private void write(Part part, Path parquet) throws IOException {
    List<ParquetColumn> columns = PartTable.columns(part.schema(), part.sealing());
    // Where parts fill within seconds the processor is wanted for answers.
    boolean busy = part.maxRecorded() - part.minRecorded() < BUSY_MS;
    Effort effort = busy && part.rows() > FEW_ROWS ? Effort.QUICK : Effort.SMALL;
    synchronized (writer) {
      writer.write(parquet, columns, part.rows(), effort);
    }
  }

  private static String tally(View view) {
    var tally = new Tally();
    tally.add(view);
    return tally.toJson();
  }

  /** A new part, in memory that a sealed one has given up, if there is any. */
  Part begin(String name, PartSchema schema) {
    synchronized (free) {
      for (int i = 0; i < free.size(); i++) {
        if (free.get(i).fits(schema)) {
          return new Part(name, schema, free.remove(i));
        }
      }
    }
    return new Part(name, schema);
  }

  private void keep(Columns columns) {
    if (columns.room() >= LARGE_ROWS) {
      synchronized (free) {
        if (free.size() == MOST_FREE) {
          free.removeFirst();
        }
        free.add(columns);
      }
    }
  }

  /** What each version answered in the part, as JSON. */
  String answered(PartRef ref) {
    Part open = ref.open();
    if (open != null) {
      return open.count(PartDirectory::tally);
    }
    String kept = Objects.requireNonNull(ref.segment(), ref.name()).answered();
    return kept != null
        ? kept
        : tallies.computeIfAbsent(
            ref,
            old -> {
              var tally = new Tally();
              tally.add(table(old, Tally.COLUMNS));
              return tally.toJson();
            });
  }

  /** The part's rows. */
  Part load(PartRef ref) {
    Part open = ref.open();
    if (open != null) {
      return open;
    }
    synchronized (cache) {
      Part known = cache.get(ref);
      if (known != null) {
        return known;
      }
    }
    Part part = PartTable.read(ref.name(), ref.schema(), table(ref, List.of()));
    remember(ref, part);
    return part;
  }

  private Frame table(PartRef ref, List<String> columns) {
    Segment segment = Objects.requireNonNull(ref.segment(), ref.name());
    try {
      return engine.readParquet(List.of(objects.localFile(segment.digest())), columns);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "prediction log: part " + ref.name() + ": " + e.getMessage(), e);
    }
  }

  private void remember(PartRef ref, Part part) {
    synchronized (cache) {
      if (cache.put(ref, part) == null) {
        cached += part.bytes();
      }
      var oldest = cache.entrySet().iterator();
      while (cached > cacheBytes && cache.size() > 1 && oldest.hasNext()) {
        var entry = oldest.next();
        cached -= entry.getValue().bytes();
        oldest.remove();
      }
    }
  }

  /** The keys that the deployment was asked with; at the first call read from its parts. */
  Keys keys(String deployment) {
    return keys.computeIfAbsent(deployment, this::readKeys);
  }

  private Keys readKeys(String deployment) {
    var known = new Keys(MOST_KEYS);
    List<PartRef> newestFirst = new ArrayList<>(of(deployment)).reversed();
    List<PartRef> read = new ArrayList<>();
    long rows = 0;
    for (PartRef ref : newestFirst) {
      if (rows + ref.rows() <= MOST_KEYS) {
        read.add(ref);
        rows += ref.rows();
      }
    }
    for (PartRef ref : read.reversed()) {
      Part open = ref.open();
      if (open != null) {
        open.count(view -> {
          for (int row = 0; row < view.rows(); row++) {
            known.add(view.key()[row], view.eventMs()[row]);
          }
          return null;
        });
      } else {
        Frame frame = table(ref, List.of("key", "event_time"));
        Column.Strings texts = frame.strings("key");
        for (int row = 0; row < frame.rows(); row++) {
          known.add(texts.get(row), frame.times("event_time").micros(row) / 1000);
        }
      }
    }
    return known;
  }
}
