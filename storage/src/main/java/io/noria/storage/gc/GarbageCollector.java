package io.noria.storage.gc;

import io.noria.storage.object.Digest;
import io.noria.storage.object.ListedObject;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.Database;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes for good what was deleted long ago, then sweeps the objects that no row names. It may be
 * killed at any moment and run beside writers: rows go in transactions of their own, and an object
 * is swept only when no row named it and nobody put it for the length of the grace, looked at once
 * more under the store's guard. What a killed one left, the next one frees.
 */
public final class GarbageCollector {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final int RECORDS_A_STEP = 100;
  private static final int OBJECTS_A_STEP = 32;

  private final Database database;
  private final ObjectStore objects;
  private final List<Purge> purges;
  private final List<ObjectColumn> columns;
  private final InstantSource clock;

  /**
   * A collector.
   *
   * @param purges in the order in which they run: those that hold others' records first
   * @param columns what areas say of their columns
   */
  public GarbageCollector(
      Database database,
      ObjectStore objects,
      List<Purge> purges,
      List<ObjectColumn> columns,
      InstantSource clock) {
    this.database = database;
    this.objects = objects;
    this.purges = List.copyOf(purges);
    this.columns = List.copyOf(columns);
    this.clock = clock;
  }

  /**
   * What to do.
   *
   * @param olderThan how long ago a record must have been deleted
   * @param grace how long nobody may have put an object before it is swept: longer than the longest
   *     time between an upload and its row
   * @param dryRun only say what would go
   */
  public record Request(Duration olderThan, Duration grace, boolean dryRun) {
    /** Deleted a month ago, objects older than a day. */
    public static final Request USUAL = new Request(Duration.ofDays(30), Duration.ofDays(1), false);
  }

  /**
   * What went, or would.
   *
   * @param purged records by kind
   * @param kept records that were old enough, but are needed, by kind
   * @param objects how many objects there were
   * @param freedObjects how many of them went
   * @param freedBytes and their size
   */
  public record Result(
      Map<String, Long> purged,
      Map<String, Long> kept,
      long objects,
      long freedObjects,
      long freedBytes) {}

  /** Is told how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** Which phase, how much of it is done, and of how much; the whole may be 0: not known. */
    void at(String phase, long done, long whole);
  }

  /** Runs it to its end. */
  public Result run(Request request, Progress progress) throws IOException {
    if (!request.dryRun()) {
      database.write(tx -> {
        purges.forEach(purge -> purge.stamp(tx));
        return true;
      });
    }
    // After the stamps: what was deleted until now counts as deleted 0 seconds ago.
    Instant started = clock.instant();
    Instant before = started.minus(request.olderThan());
    Map<String, Long> purged = new LinkedHashMap<>();
    Map<String, Long> kept = new LinkedHashMap<>();
    Map<String, Set<String>> without = new HashMap<>();
    for (Purge purge : purges) {
      if (request.dryRun()) {
        Purge.Due due = database.read(handle -> purge.due(handle, before));
        purged.put(purge.kind(), due.going());
        kept.put(purge.kind(), due.kept());
        due.owners()
            .forEach((table, keys) ->
                without.computeIfAbsent(table, name -> new HashSet<>()).addAll(keys));
      } else {
        purge(purge, before, purged, kept, progress);
      }
    }
    Marks marks =
        database.read(handle ->
            Marks.of(
                handle,
                database.dialect(),
                columns,
                without,
                (done, whole) -> progress.at("references", done, whole)));
    long[] swept = sweep(marks, started.minus(request.grace()), request.dryRun(), progress);
    Result result = new Result(purged, kept, swept[0], swept[1], swept[2]);
    LOG.info(
        "event=gc dry_run={} purged={} objects={} freed={} bytes={}",
        request.dryRun(),
        purged,
        result.objects(),
        result.freedObjects(),
        result.freedBytes());
    return result;
  }

  private void purge(
      Purge purge,
      Instant before,
      Map<String, Long> purged,
      Map<String, Long> kept,
      Progress progress) {
    long whole = database.read(handle -> purge.due(handle, before)).going();
    long gone = 0;
    long needed = 0;
    long after = -1;
    boolean more = true;
    while (more) {
      long from = after;
      Purge.Step step = database.write(tx -> purge.step(tx, before, from, RECORDS_A_STEP));
      gone += step.purged();
      needed += step.kept();
      after = step.last();
      more = step.more();
      progress.at(purge.kind(), gone, whole);
    }
    purged.put(purge.kind(), gone);
    kept.put(purge.kind(), needed);
  }

  /** Seen, freed, bytes. */
  private long[] sweep(Marks marks, Instant before, boolean dryRun, Progress progress)
      throws IOException {
    long[] counts = new long[3];
    List<Digest> unnamed = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    objects.list((ListedObject object) -> {
      counts[0]++;
      if (counts[0] % 1000 == 0) {
        progress.at("objects", counts[0], 0);
      }
      if (!object.put().isBefore(before) || marks.contains(object.digest())) {
        return;
      }
      if (dryRun) {
        counts[1]++;
        counts[2] += object.size();
        return;
      }
      unnamed.add(object.digest());
      if (unnamed.size() == OBJECTS_A_STEP && failures.isEmpty()) {
        try {
          free(unnamed, before, counts);
        } catch (IOException e) {
          failures.add(e);
        }
      }
    });
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    free(unnamed, before, counts);
    progress.at("objects", counts[0], counts[0]);
    return counts;
  }

  private void free(List<Digest> unnamed, Instant before, long[] counts) throws IOException {
    for (StoredObject object : objects.sweep(unnamed, before)) {
      counts[1]++;
      counts[2] += object.size();
    }
    unnamed.clear();
  }
}
