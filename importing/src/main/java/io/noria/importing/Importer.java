package io.noria.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a source reads to a server, in batches, while the source reads on; then the files of a
 * batch, several at a time; then what is whole by then. Whatever the server has acknowledged stays,
 * so an import that was cut goes on where it was when it is started again. One thread uses it; call
 * {@link #finish} at the end.
 */
public final class Importer implements ImportSink, AutoCloseable {
  private static final int BATCH_BYTES = 3 << 20;
  private static final int BATCH_RECORDS = 4000;
  // The server takes 10 000 lines a call.
  private static final int BATCH_LINES = 9000;
  private static final int BATCH_FILES = 500;
  private static final int LONGEST_LINE = 9 << 20;
  private static final int MOST_NOTES = 100_000;

  private final NoriaClient client;
  private final Options options;
  private final ImportProgress progress;
  private final FileSender files;
  private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(2);
  private final Thread sender;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Set<String> left = ConcurrentHashMap.newKeySet();
  private final Set<String> inPart = ConcurrentHashMap.newKeySet();
  private final Map<String, Map<String, String>> wholes = new HashMap<>();
  private final List<ImportReport.Note> lost = new ArrayList<>();
  private final List<ImportReport.Note> remarks = new ArrayList<>();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong points = new AtomicLong();
  private final AtomicLong created = new AtomicLong();
  private final AtomicLong updated = new AtomicLong();
  private final AtomicLong same = new AtomicLong();
  private long whole;
  private Batch current = new Batch();

  /**
   * How to import.
   *
   * @param source the name under which the server remembers what came
   * @param intoExisting whether an experiment may be merged into one of the same name
   */
  public record Options(String source, boolean intoExisting) {}

  private record Whole(String kind, String id, String stamp) {}

  private static final class Batch {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final List<Imported.File> files = new ArrayList<>();
    private final List<Whole> wholes = new ArrayList<>();
    private int records;
    private int rows;
    private long points;
    private boolean last;

    boolean isFull() {
      return lines.size() >= BATCH_BYTES
          || rows >= BATCH_LINES
          || records >= BATCH_RECORDS
          || files.size() >= BATCH_FILES;
    }
  }

  /** Begins; nothing is sent yet. */
  public Importer(NoriaClient client, Options options, ImportProgress progress) {
    this.client = client;
    this.options = options;
    this.progress = progress;
    this.files = new FileSender(client, this::lose, this::tell);
    this.sender = Thread.ofVirtual().name("import-sender").start(this::sendAll);
  }

  @Override
  public boolean isWhole(String kind, String id, String stamp) {
    Map<String, String> known = wholes.computeIfAbsent(kind, this::wholesOf);
    boolean is = stamp.equals(known.get(id));
    if (is) {
      whole++;
    }
    return is;
  }

  private Map<String, String> wholesOf(String kind) {
    Map<String, String> found = new HashMap<>();
    String token = "";
    do {
      JsonNode page =
          client.get(
              "/imports/whole?source="
                  + NoriaClient.segment(options.source())
                  + "&kind="
                  + kind
                  + (token.isEmpty() ? "" : "&page_token=" + NoriaClient.segment(token)));
      page.path("items")
          .forEach(item -> found.put(item.path("id").asText(), item.path("stamp").asText()));
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());
    return found;
  }

  @Override
  public void put(Imported record) throws IOException, InterruptedException {
    check();
    if (record instanceof Imported.File file) {
      current.files.add(file);
    } else {
      int before = current.lines.size();
      ImportWire.write(current.lines, record);
      if (current.lines.size() - before > LONGEST_LINE) {
        byte[] kept = current.lines.toByteArray();
        current.lines.reset();
        current.lines.write(kept, 0, before);
        leaveOut(record);
        lose(nameOf(record), "larger than " + (LONGEST_LINE >> 20) + " MiB: it is left out");
        return;
      }
      if (current.lines.size() > LONGEST_LINE) {
        // The record before it and this one do not go into one call.
        byte[] both = current.lines.toByteArray();
        current.lines.reset();
        current.lines.write(both, 0, before);
        send();
        current.lines.write(both, before, both.length - before);
      }
      if (record instanceof Imported.Points some) {
        current.points += some.values().length;
      }
      if (!(record instanceof Imported.Points || record instanceof Imported.ModelPoint)) {
        current.records++;
      }
      current.rows++;
    }
    if (current.isFull()) {
      send();
    }
  }

  /** Remembers what a record that is not sent means for what comes after it. */
  private void leaveOut(Imported record) {
    switch (record) {
      case Imported.Run one -> left.add("run " + one.id());
      case Imported.LoggedModel one -> left.add("logged_model " + one.id());
      case Imported.Points one -> inPart.add("run " + one.run());
      case Imported.ModelPoint one -> inPart.add("logged_model " + one.model());
      case Imported.Experiment one -> {}
      case Imported.File one -> {}
      case Imported.Model one -> {}
      case Imported.Version one -> {}
      case Imported.Alias one -> {}
      case Imported.Trace one -> left.add("trace " + one.id());
    }
  }

  private static String nameOf(Imported record) {
    return switch (record) {
      case Imported.Experiment one -> "experiment " + one.name();
      case Imported.Run one -> "run " + one.id();
      case Imported.Points one -> "run " + one.run() + " metric " + one.key();
      case Imported.ModelPoint one -> "logged model " + one.model();
      case Imported.File one -> one.path() + " of " + one.id();
      case Imported.LoggedModel one -> "logged model " + one.id();
      case Imported.Model one -> "model " + one.name();
      case Imported.Version one -> "version " + one.model() + "/" + one.version();
      case Imported.Alias one -> "alias " + one.model() + "@" + one.alias();
      case Imported.Trace one -> "trace " + one.id();
    };
  }

  @Override
  public void whole(String kind, String id, String stamp) {
    current.wholes.add(new Whole(kind, id, stamp));
  }

  @Override
  public void note(String where, String what) {
    lose(where, what);
  }

  @Override
  public void remark(String where, String what) {
    add(remarks, where, what);
  }

  private void lose(String where, String what) {
    add(lost, where, what);
  }

  private static void add(List<ImportReport.Note> notes, String where, String what) {
    synchronized (notes) {
      if (notes.size() < MOST_NOTES) {
        notes.add(new ImportReport.Note(where, what));
      }
    }
  }

  private void send() throws InterruptedException {
    Batch full = current;
    current = new Batch();
    while (!waiting.offer(full, 1, TimeUnit.SECONDS)) {
      check();
    }
  }

  private void check() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Waits until everything has arrived and says what came of it. */
  public ImportReport finish() throws InterruptedException {
    current.last = true;
    send();
    sender.join();
    check();
    return new ImportReport(
        records.get(),
        created.get(),
        updated.get(),
        same.get(),
        points.get(),
        files.sent(),
        files.bytes(),
        files.there(),
        whole,
        lost,
        remarks);
  }

  private void sendAll() {
    try {
      boolean last = false;
      while (!last) {
        Batch batch = waiting.take();
        send(batch);
        last = batch.last;
      }
    } catch (InterruptedException e) {
      failure.set(new NoriaException(ErrorCode.ABORTED, "the import was stopped", e));
    } catch (RuntimeException e) {
      failure.set(e);
    } catch (Throwable e) {
      // An Error too: nobody would take what waits, and the reader would wait for ever.
      failure.set(new NoriaException(ErrorCode.INTERNAL, "import: " + e, e));
    }
  }

  private void send(Batch batch) throws InterruptedException, IOException {
    if (batch.rows > 0) {
      answer(post(batch.lines.toByteArray()), batch);
    }
    files.send(
        batch.files.stream().filter(file -> !isLeft(kind(file.owner()), file.id())).toList());
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int count = 0;
    for (Whole one : batch.wholes) {
      if (isWhole(one.kind(), one.id())) {
        ImportWire.whole(lines, one.kind(), one.id(), one.stamp());
        count++;
      }
    }
    if (count > 0) {
      post(lines.toByteArray());
    }
    tell();
  }

  static String kind(Imported.Owner owner) {
    return owner == Imported.Owner.RUN ? "run" : "logged_model";
  }

  private boolean isLeft(String kind, String id) {
    return left.contains(kind + " " + id);
  }

  /** Whether all of it arrived; what did not is tried, or told, once more at the next time. */
  private boolean isWhole(String kind, String id) {
    return !isLeft(kind, id) && !inPart.contains(kind + " " + id) && !files.hasFailed(kind, id);
  }

  private JsonNode post(byte[] lines) throws InterruptedException {
    String path =
        "/imports/records?source="
            + NoriaClient.segment(options.source())
            + (options.intoExisting() ? "&into_existing=true" : "");
    return Patience.call(() -> client.post(path, "application/x-ndjson", lines));
  }

  private void answer(JsonNode answer, Batch batch) {
    records.addAndGet(batch.records);
    points.addAndGet(batch.points);
    created.addAndGet(answer.path("created").asLong());
    updated.addAndGet(answer.path("updated").asLong());
    same.addAndGet(answer.path("same").asLong());
    for (JsonNode item : answer.path("items")) {
      String kind = item.path("kind").asText();
      String id = item.path("id").asText();
      String outcome = item.path("outcome").asText();
      List<String> notes = new ArrayList<>();
      item.path("notes").forEach(note -> notes.add(note.asText()));
      boolean missing = outcome.equals("left") || outcome.equals("refused");
      if (missing && kind.equals("experiment")) {
        stopAt(id, outcome, notes);
      }
      if (missing) {
        switch (kind) {
          case "points" -> inPart.add("run " + id.split("/", 2)[0]);
          case "model_point" -> inPart.add("logged_model " + id);
          default -> left.add(kind + " " + id);
        }
      }
      // Of a run that is left, nobody needs to hear that each of its curves is left too.
      boolean known =
          kind.equals("points") && isLeft("run", id.split("/", 2)[0])
              || kind.equals("model_point") && isLeft("logged_model", id);
      if (!known) {
        List<ImportReport.Note> where = kind.equals("experiment") && !missing ? remarks : lost;
        notes.forEach(note -> add(where, kind.replace('_', ' ') + " " + id, note));
      }
    }
  }

  /** Without its experiment nothing that comes after is of use. */
  private void stopAt(String id, String outcome, List<String> notes) {
    if (outcome.equals("refused")) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS,
          notes.isEmpty() ? "experiment " + id + " was refused" : notes.getFirst());
    }
    notes.forEach(note -> add(lost, "experiment " + id, note));
  }

  private void tell() {
    progress.at(records.get(), points.get(), files.bytes());
  }

  @Override
  public void close() {
    sender.interrupt();
    files.close();
  }
}
