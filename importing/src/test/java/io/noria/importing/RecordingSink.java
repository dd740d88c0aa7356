package io.noria.importing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Keeps what a source reads, files with their bytes. */
public final class RecordingSink implements ImportSink {
  /** Everything in order. */
  public final List<Imported> records = new ArrayList<>();

  /** Contents by owner's id and path. */
  public final Map<String, String> files = new TreeMap<>();

  /** What was noted, by place. */
  public final Map<String, List<String>> notes = new LinkedHashMap<>();

  /** What was remarked, by place. */
  public final Map<String, List<String>> remarks = new LinkedHashMap<>();

  /** What was said to be whole. */
  public final Set<String> whole = new HashSet<>();

  private final Set<String> stamps = new HashSet<>();

  @Override
  public boolean isWhole(String kind, String id, String stamp) {
    return stamps.contains(kind + " " + id + " " + stamp);
  }

  @Override
  public void put(Imported record) throws IOException {
    records.add(record);
    if (record instanceof Imported.File file) {
      try (InputStream in = file.content().open()) {
        byte[] bytes = in.readAllBytes();
        if (bytes.length != file.bytes()) {
          throw new AssertionError(file.path() + ": " + bytes.length + " of " + file.bytes());
        }
        files.put(
            file.id() + " " + file.path(),
            new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void whole(String kind, String id, String stamp) {
    whole.add(kind + " " + id);
    stamps.add(kind + " " + id + " " + stamp);
  }

  @Override
  public void note(String where, String what) {
    notes.computeIfAbsent(where, key -> new ArrayList<>()).add(what);
  }

  @Override
  public void remark(String where, String what) {
    remarks.computeIfAbsent(where, key -> new ArrayList<>()).add(what);
  }

  /** The records of a type, in order. */
  public <T extends Imported> List<T> all(Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The one run of the id. */
  public Imported.Run run(String id) {
    return all(Imported.Run.class).stream()
        .filter(run -> run.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** A metric's points as {@code step@millis=value}. */
  public List<String> points(String run, String key) {
    return all(Imported.Points.class).stream()
        .filter(points -> points.run().equals(run) && points.key().equals(key))
        .flatMap(points -> {
          Stream.Builder<String> each = Stream.builder();
          for (int i = 0; i < points.steps().length; i++) {
            each.add(points.steps()[i] + "@" + points.millis()[i] + "=" + points.values()[i]);
          }
          return each.build();
        })
        .toList();
  }
}
