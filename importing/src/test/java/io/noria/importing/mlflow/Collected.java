package io.noria.importing.mlflow;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a source puts. */
final class Collected implements ImportSink {
  final List<Imported> records = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final Map<String, String> wholes = new HashMap<>();

  @Override
  public boolean isWhole(String kind, String id, String stamp) {
    return stamp.equals(wholes.get(kind + " " + id));
  }

  @Override
  public void put(Imported record) {
    records.add(record);
  }

  @Override
  public void whole(String kind, String id, String stamp) {
    wholes.put(kind + " " + id, stamp);
  }

  @Override
  public void note(String where, String what) {
    notes.add(where + ": " + what);
  }

  @Override
  public void remark(String where, String what) {
    notes.add("remark, " + where + ": " + what);
  }

  <T extends Imported> List<T> all(Class<T> kind) {
    return records.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
