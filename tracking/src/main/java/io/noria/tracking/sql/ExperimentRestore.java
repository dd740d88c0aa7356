package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.imports.ImportLedger;
import io.noria.storage.imports.ImportRecord;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.imports.ImportResult.Outcome;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.Restored;
import io.noria.tracking.WorkspaceName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Brings an experiment over. It keeps its number when that is free, and else has another, which is
 * remembered. One that is here by the same name is added to only when it is the first one, which
 * every server has, or came from an import itself, or the caller said so.
 */
final class ExperimentRestore {
  static final String KIND = "experiment";

  private final Transaction tx;
  private final Handle handle;
  private final String source;
  private final boolean intoExisting;
  private final ExperimentIds ids;
  private final Restored.OfExperiment wanted;

  ExperimentRestore(
      Transaction tx,
      ExperimentIds ids,
      String source,
      boolean intoExisting,
      Restored.OfExperiment wanted) {
    this.tx = tx;
    this.handle = tx.handle();
    this.ids = ids;
    this.source = source;
    this.intoExisting = intoExisting;
    this.wanted = wanted;
  }

  ImportResult write() throws SQLException {
    SqlExperimentStore.checkName(wanted.name());
    Limits.atLeastOne("experiment id", wanted.id());
    Limits.atMost("experiment id", wanted.id(), Limits.EXPERIMENT_NAME);
    Optional<ImportLedger.Entry> known = ImportLedger.find(tx, source, KIND, wanted.id());
    if (known.isPresent()) {
      return ImportLedger.restore(tx, source, new Record(new ExperimentId(known.get().here())));
    }
    Optional<Experiment> there =
        SqlExperimentStore.byName(handle, WorkspaceName.DEFAULT, wanted.name());
    if (there.isPresent()) {
      return merge(there.get());
    }
    return ImportLedger.restore(tx, source, new Record(freeId()));
  }

  private ImportResult merge(Experiment there) throws SQLException {
    String here = there.id().value();
    boolean mine =
        there.id().equals(ExperimentId.DEFAULT)
            || intoExisting
            || ImportLedger.findHere(tx, KIND, here).isPresent();
    if (!mine) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS,
          "experiment '"
              + Limits.shown(wanted.name())
              + "' is here already, as "
              + here
              + " (expected: another name, or --into-existing to add to it)");
    }
    if (there.lifecycle() == Lifecycle.DELETED && wanted.lifecycle() == Lifecycle.ACTIVE) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "experiment '"
              + Limits.shown(wanted.name())
              + "' is here, as "
              + here
              + ", but in the bin (expected: restore it)");
    }
    Map<String, String> added = new TreeMap<>();
    List<String> notes = new ArrayList<>();
    tags(notes)
        .forEach((key, value) -> {
          String has = there.tags().get(key);
          if (has == null) {
            added.put(key, value);
          } else if (!has.equals(value)) {
            notes.add("tag " + key + " is another here: it is left as it is");
          }
        });
    KeyValues.EXPERIMENT_TAGS.put(tx, there.id().number(), added);
    Record record = new Record(there.id());
    String made = record.made(handle);
    ImportLedger.Entry entry =
        new ImportLedger.Entry(
            here,
            ImportLedger.sum(record.given()),
            ImportLedger.sum(made == null ? "" : made),
            source);
    ImportLedger.put(tx, KIND, wanted.id(), entry);
    return new ImportResult(KIND, wanted.id(), here, Outcome.UPDATED, notes);
  }

  /** Its own number, or the next when that is taken or none. */
  private ExperimentId freeId() {
    try {
      ExperimentId own = new ExperimentId(wanted.id());
      long taken =
          handle
              .select("SELECT COUNT(*) FROM experiments WHERE id = ?", own.number())
              .mapTo(Long.class)
              .one();
      boolean plain = own.value().equals(Long.toString(own.number()));
      if (taken == 0 && plain) {
        return own;
      }
    } catch (NoriaException e) {
      // Not a number: it gets one.
      return ids.next(handle);
    }
    return ids.next(handle);
  }

  /** Tags that can be here; the others are noted. */
  private Map<String, String> tags(List<String> notes) {
    Map<String, String> fit = new TreeMap<>();
    wanted
        .tags()
        .forEach((key, value) -> {
          if (Fit.key("tag", key, notes)) {
            fit.put(key, Fit.cut("tag " + key, value, Limits.EXPERIMENT_TAG_VALUE, notes));
          }
        });
    return fit;
  }

  /** What is written, and what is here. */
  private record Made(Experiment experiment) {}

  private final class Record implements ImportRecord {
    private final ExperimentId here;

    Record(ExperimentId here) {
      this.here = here;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String id() {
      return wanted.id();
    }

    @Override
    public String here() {
      return here.value();
    }

    @Override
    public String given() {
      return Json.write(wanted);
    }

    @Override
    public boolean isUnique() {
      return false;
    }

    @Override
    public @Nullable String made(Handle handle) {
      return SqlExperimentStore.find(handle, here)
          .map(one -> Json.write(new Made(one)))
          .orElse(null);
    }

    @Override
    public List<String> create(Transaction unit) throws SQLException {
      boolean deleted = wanted.lifecycle() == Lifecycle.DELETED;
      ids.reserve(handle, here);
      handle.execute(
          "INSERT INTO experiments"
              + " (id, workspace, name, lifecycle, created_ms, updated_ms, deleted_ms)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          here.number(),
          WorkspaceName.DEFAULT.value(),
          wanted.name(),
          wanted.lifecycle().name(),
          wanted.createdAt(),
          wanted.updatedAt(),
          deleted ? tx.now() : null);
      List<String> notes = new ArrayList<>();
      KeyValues.EXPERIMENT_TAGS.put(tx, here.number(), tags(notes));
      if (!here.value().equals(wanted.id()) && wanted.id().matches("\\d+")) {
        notes.add("its id is taken here: it is experiment " + here + " now");
      }
      return notes;
    }

    @Override
    public List<String> update(Transaction unit) throws SQLException {
      Optional<Experiment> owner =
          SqlExperimentStore.byName(handle, WorkspaceName.DEFAULT, wanted.name());
      if (owner.isPresent() && !owner.get().id().equals(here)) {
        throw Fault.taken("experiment", wanted.name());
      }
      handle.execute(
          "UPDATE experiments SET name = ?, lifecycle = ?, created_ms = ?, updated_ms = ?,"
              + " deleted_ms = ? WHERE id = ?",
          wanted.name(),
          wanted.lifecycle().name(),
          wanted.createdAt(),
          wanted.updatedAt(),
          wanted.lifecycle() == Lifecycle.DELETED ? tx.now() : null,
          here.number());
      List<String> notes = new ArrayList<>();
      handle.execute("DELETE FROM experiment_tags WHERE experiment = ?", here.number());
      KeyValues.EXPERIMENT_TAGS.put(tx, here.number(), tags(notes));
      return notes;
    }
  }
}
