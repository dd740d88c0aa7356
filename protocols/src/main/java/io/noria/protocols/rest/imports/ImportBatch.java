package io.noria.protocols.rest.imports;

import io.noria.base.NoriaException;
import io.noria.registry.Registry;
import io.noria.registry.RegistryImports;
import io.noria.storage.imports.ImportLedger;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.imports.ImportResult.Outcome;
import io.noria.traces.TraceImports;
import io.noria.traces.Traces;
import io.noria.tracking.Restored;
import io.noria.tracking.Tracking;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of one call in their order: those of one area that follow each other in one
 * transaction. Used by one thread.
 */
final class ImportBatch {
  private final Tracking tracking;
  private final Registry registry;
  private final Traces traces;
  private final String source;
  private final boolean intoExisting;
  private final List<ImportResult> results = new ArrayList<>();

  private final List<Restored> tracked = new ArrayList<>();
  private final List<RegistryImports.Restored> registered = new ArrayList<>();
  private final List<TraceImports.Restored> traced = new ArrayList<>();
  private final List<List<String>> notes = new ArrayList<>();

  ImportBatch(
      Tracking tracking, Registry registry, Traces traces, String source, boolean intoExisting) {
    this.tracking = tracking;
    this.registry = registry;
    this.traces = traces;
    this.source = source;
    this.intoExisting = intoExisting;
  }

  /**
   * Takes the next line.
   *
   * @param number its number, from 1 on
   */
  void add(ImportLine line, int number) {
    List<String> own = new ArrayList<>();
    try {
      Object record = record(line, own);
      switch (record) {
        case Restored one -> {
          flushUnless(tracked);
          tracked.add(one);
        }
        case RegistryImports.Restored one -> {
          flushUnless(registered);
          registered.add(one);
        }
        case TraceImports.Restored one -> {
          flushUnless(traced);
          traced.add(one);
        }
        default -> throw new IllegalStateException(record.getClass().getName());
      }
      notes.add(own);
    } catch (NoriaException e) {
      // What cannot even be read holds up nothing else.
      flush();
      String message = e.getMessage() == null ? "" : e.getMessage();
      ImportLedger.Name name = line.name(number);
      results.add(
          new ImportResult(
              name.kind(),
              name.id(),
              "",
              Outcome.REFUSED,
              List.of("line " + number + ": " + message)));
    }
  }

  private static Object record(ImportLine line, List<String> notes) {
    @Nullable Object record = null;
    int count = 0;
    if (line.experiment() != null) {
      record = ImportMapping.experiment(line.experiment());
      count++;
    }
    if (line.run() != null) {
      record = ImportMapping.run(line.run(), notes);
      count++;
    }
    if (line.points() != null) {
      record = ImportMapping.points(line.points());
      count++;
    }
    if (line.modelPoint() != null) {
      record = ImportMapping.modelPoint(line.modelPoint());
      count++;
    }
    if (line.loggedModel() != null) {
      record = ImportMapping.loggedModel(line.loggedModel());
      count++;
    }
    if (line.model() != null) {
      record = ImportMapping.model(line.model());
      count++;
    }
    if (line.version() != null) {
      record = ImportMapping.version(line.version());
      count++;
    }
    if (line.alias() != null) {
      record = ImportMapping.alias(line.alias());
      count++;
    }
    if (line.trace() != null) {
      record = TraceReader.read(line.trace());
      count++;
    }
    if (record == null || count != 1) {
      throw NoriaException.invalid(
          count
              + " records (expected: one of experiment, run, points, model_point, logged_model,"
              + " model, version, alias, trace and whole)");
    }
    return record;
  }

  /** Writes what waits, unless it is of the same area as what comes. */
  private void flushUnless(List<?> next) {
    if (next.isEmpty()) {
      flush();
    }
  }

  /** Writes what waits. */
  void flush() {
    List<ImportResult> written = new ArrayList<>();
    if (!tracked.isEmpty()) {
      written.addAll(tracking.imports().restore(source, intoExisting, List.copyOf(tracked)));
    } else if (!registered.isEmpty()) {
      written.addAll(registry.imports().restore(source, List.copyOf(registered)));
    } else if (!traced.isEmpty()) {
      written.addAll(traces.imports().restore(source, List.copyOf(traced)));
    }
    for (int i = 0; i < written.size(); i++) {
      ImportResult one = written.get(i);
      List<String> both = new ArrayList<>(one.notes());
      if (one.outcome() == Outcome.CREATED || one.outcome() == Outcome.UPDATED) {
        both.addAll(notes.get(i));
      }
      results.add(new ImportResult(one.kind(), one.id(), one.here(), one.outcome(), both));
    }
    tracked.clear();
    registered.clear();
    traced.clear();
    notes.clear();
  }

  /** What became of every line so far. */
  List<ImportResult> results() {
    flush();
    return results;
  }
}
