package io.noria.serving.table;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.engine.Engine;
import io.noria.engine.FileForm;
import io.noria.pipelines.Retries;
import io.noria.serving.BatchProgress;
import io.noria.serving.BatchRequest;
import io.noria.serving.ScoredModel;
import io.noria.storage.object.S3File;
import io.noria.storage.object.S3Files;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predicts for every row of many tables, here or in buckets. What comes from elsewhere is fetched
 * onto the disk, the next file while one is scored, and what goes elsewhere is sent when it is
 * whole. Started again after any end it goes on: in a folder of outputs with the files that are
 * missing, in a file with the chunks that are. Thread-safe; two at once on one engine with two
 * queries at once can wait for each other for ever, so the caller runs one after the other.
 */
public final class TableBatch {
  /** What was fetched and not asked for again is deleted then. */
  private static final Duration FORGOTTEN = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(TableBatch.class);
  private static final Pattern FETCHED = Pattern.compile("[0-9a-f]+[.]in([.](gz|zst))?");

  private final Engine engine;
  private final TablePlaces places;
  private final Path scratch;
  private final int threads;
  private final Set<Path> underWay = ConcurrentHashMap.newKeySet();

  /**
   * With what it needs.
   *
   * @param engine with two queries at once at least
   * @param s3 asked when a place in a bucket is named
   * @param paths where tables may lie
   * @param scratch what is on its way lies there; survives restarts
   * @param threads that score at the same time
   */
  public TableBatch(
      Engine engine,
      Supplier<S3Files> s3,
      Datasets datasets,
      TablePaths paths,
      Path scratch,
      int threads) {
    this.engine = engine;
    this.places = new TablePlaces(s3, datasets, paths);
    this.scratch = scratch;
    this.threads = threads;
  }

  /**
   * What was done.
   *
   * @param files of the input
   * @param filesKept of these, those whose output was there from a former try
   * @param rows of the input, and of the output
   * @param kept of these, predicted by a former try
   * @param refused rows that got null, of those that this try predicted
   * @param made records of the output, such as a data version
   */
  public record Done(int files, int filesKept, long rows, long kept, long refused, List<Ref> made) {
    /** Copies. */
    public Done {
      made = List.copyOf(made);
    }
  }

  /**
   * Looks whether the places may be used and there is something to read; changes nothing.
   *
   * @throws NoriaException as {@link #run} does before it begins
   */
  public void check(BatchRequest request) {
    begin(request);
  }

  /** A data version that was made. */
  DatasetVersion made(Ref ref) {
    return places.datasets().get(DatasetVersionId.of(ref));
  }

  /**
   * Looks whether the places may be used, whether something is there or not.
   *
   * @throws NoriaException PERMISSION_DENIED when not, INVALID_ARGUMENT when one is none
   */
  public void allow(BatchRequest request) {
    TableOutputs.of(request, places, scratch);
    places.allow(request.in());
  }

  private record Begun(List<TableInput> inputs, TableOutputs outputs, Path folder) {}

  private Begun begin(BatchRequest request) {
    Path folder = scratch.resolve(digest(request.in() + "\n" + request.out()));
    TableOutputs outputs = TableOutputs.of(request, places, folder);
    List<TableInput> inputs = places.inputs(request);
    Set<String> names = new HashSet<>();
    for (TableInput input : inputs) {
      String name = input.name(outputs.form().orElse(input.form()));
      if (outputs.folder() && !names.add(name)) {
        throw NoriaException.invalid(
            "in: " + request.in() + " gives two outputs " + name + " (expected: other names)");
      }
      if (outputs instanceof TableOutputs.Here here && input.here() != null) {
        Path target = here.folder() ? here.path().resolve(name) : here.path();
        if (target.equals(input.here())) {
          throw NoriaException.invalid("out: " + target + " is an input (expected: another place)");
        }
      }
      if (outputs instanceof TableOutputs.Bucket bucket
          && input.where().equals(bucket.uri() + (bucket.folder() ? name : ""))) {
        throw NoriaException.invalid(
            "out: " + input.where() + " is an input (expected: another place)");
      }
    }
    if (!outputs.folder()) {
      TableInput.form(request.in(), inputs);
    }
    return new Begun(inputs, outputs, folder);
  }

  /**
   * Does it.
   *
   * @param identity of the model's files: predictions of other files are not kept
   * @param listener hears often how far it is, on several threads
   * @throws NoriaException INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED for what the request
   *     names; as {@link TableScoring#run}; UNAVAILABLE when a store does not answer
   */
  public Done run(
      ScoredModel model, String identity, BatchRequest request, Consumer<BatchProgress> listener) {
    Begun begun = begin(request);
    try {
      occupy(begun.folder());
      Job job = new Job(model, identity, request, begun, listener);
      Done done = begun.outputs().folder() ? job.each() : job.together();
      delete(begun.folder());
      return done;
    } catch (NoriaException e) {
      if (!Retries.passing(e.code())) {
        deleteFetched(begun.folder());
      }
      throw e;
    } catch (IOException e) {
      throw new NoriaException(
          Thread.currentThread().isInterrupted() ? ErrorCode.ABORTED : ErrorCode.UNAVAILABLE,
          "batch: " + e.getMessage(),
          e);
    } finally {
      underWay.remove(begun.folder());
    }
  }

  /** One run. */
  private final class Job {
    private final ScoredModel model;
    private final String identity;
    private final BatchRequest request;
    private final List<TableInput> inputs;
    private final TableOutputs outputs;
    private final Path folder;
    private final Consumer<BatchProgress> listener;
    private final long bytes;
    private final List<Ref> made = new ArrayList<>();
    private int filesDone;
    private int filesKept;
    private long bytesDone;
    private long rows;
    private long kept;
    private long refused;

    Job(
        ScoredModel model,
        String identity,
        BatchRequest request,
        Begun begun,
        Consumer<BatchProgress> listener) {
      this.model = model;
      this.identity = identity;
      this.request = request;
      this.inputs = begun.inputs();
      this.outputs = begun.outputs();
      this.folder = begun.folder();
      this.listener = listener;
      this.bytes = inputs.stream().mapToLong(TableInput::bytes).sum();
    }

    private String plan(List<TableInput> of, FileForm form) {
      StringBuilder plan = new StringBuilder("1 ").append(identity).append(' ').append(form);
      plan.append(' ').append(request.onlyPredictions()).append(request.probabilities());
      plan.append(request.nullOnError());
      for (TableInput input : of) {
        plan.append('\n').append(input.where()).append(' ').append(input.bytes());
        plan.append(' ').append(input.stamp());
      }
      return digest(plan.toString());
    }

    private BatchProgress progress(long moreRows, long moreKept, long moreBytes) {
      return new BatchProgress(
          inputs.size(),
          filesDone,
          bytes,
          bytesDone + moreBytes,
          rows + moreRows,
          kept + moreKept,
          refused);
    }

    private Done done() {
      listener.accept(progress(0, 0, 0));
      return new Done(inputs.size(), filesKept, rows, kept, refused, made);
    }

    /** A file for each. */
    Done each() throws IOException {
      List<TableInput> left = new ArrayList<>();
      for (TableInput input : inputs) {
        FileForm form = outputs.form().orElse(input.form());
        OptionalLong done = outputs.done(input.name(form), plan(List.of(input), form));
        if (done.isPresent()) {
          filesKept++;
          add(List.of(input), new TableScoring.Done(done.getAsLong(), done.getAsLong(), 0));
        } else {
          left.add(input);
        }
      }
      listener.accept(progress(0, 0, 0));
      try (ExecutorService fetcher = Executors.newVirtualThreadPerTaskExecutor()) {
        @Nullable Future<Path> next = null;
        try {
          for (int i = 0; i < left.size(); i++) {
            TableInput input = left.get(i);
            Path local = next == null ? fetch(input) : await(next);
            TableInput following = i + 1 < left.size() ? left.get(i + 1) : null;
            next =
                following == null || following.there() == null
                    ? null
                    : fetcher.submit(() -> fetch(following));
            one(List.of(input), List.of(local));
          }
        } finally {
          fetcher.shutdownNow();
        }
      }
      return done();
    }

    /** All as one table. */
    Done together() throws IOException {
      List<Path> local = new ArrayList<>();
      for (TableInput input : inputs) {
        local.add(fetch(input));
      }
      one(inputs, local);
      return done();
    }

    private void one(List<TableInput> of, List<Path> local) throws IOException {
      TableInput first = of.getFirst();
      FileForm form = outputs.form().orElse(first.form());
      String name = first.name(form);
      Path out = outputs.local(name, form);
      long size = of.stream().mapToLong(TableInput::bytes).sum();
      TableJob job =
          new TableJob(
              local,
              first.form(),
              out,
              form,
              request.onlyPredictions(),
              request.probabilities(),
              request.nullOnError(),
              threads);
      TableScoring.Done done =
          TableScoring.run(
              engine,
              model,
              identity + " " + plan(of, form),
              job,
              (at, before, all) ->
                  listener.accept(
                      progress(at, before, all == 0 ? 0 : (long) ((double) size * at / all))));
      outputs.finish(name, out, plan(of, form), done.rows()).ifPresent(made::add);
      add(of, done);
      listener.accept(progress(0, 0, 0));
      for (int i = 0; i < of.size(); i++) {
        if (of.get(i).there() != null) {
          Files.deleteIfExists(local.get(i));
        }
      }
    }

    private void add(List<TableInput> of, TableScoring.Done done) {
      filesDone += of.size();
      bytesDone += of.stream().mapToLong(TableInput::bytes).sum();
      rows += done.rows();
      kept += done.kept();
      refused += done.refused();
    }

    /** The file on this machine; one that was fetched before is not fetched again. */
    private Path fetch(TableInput input) throws IOException {
      if (input.here() != null) {
        return input.here();
      }
      S3File file = java.util.Objects.requireNonNull(input.there());
      String name = input.name().toLowerCase(java.util.Locale.ROOT);
      String ending = name.endsWith(".gz") ? ".gz" : name.endsWith(".zst") ? ".zst" : "";
      Path to = folder.resolve(digest(input.where() + " " + input.stamp()) + ".in" + ending);
      if (!Files.exists(to) || Files.size(to) != input.bytes()) {
        Path coming = Files.createTempFile(folder, "fetch", ".tmp");
        try {
          places.s3().download(file, coming);
          // Chunks that were scored of it go by this.
          Files.setLastModifiedTime(coming, FileTime.from(file.modified()));
          Files.move(
              coming, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
          Files.deleteIfExists(coming);
        }
      }
      return to;
    }
  }

  private static Path await(Future<Path> file) throws IOException {
    try {
      return file.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case NoriaException cause -> throw cause;
        case IOException cause -> throw cause;
        case null, default -> throw new IOException(e.getMessage(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private synchronized void occupy(Path folder) throws IOException {
    tidy();
    Files.createDirectories(folder);
    underWay.add(folder);
  }

  /** Deletes what was fetched for batches that nobody came back for. */
  public synchronized void tidy() {
    if (!Files.isDirectory(scratch)) {
      return;
    }
    Instant before = Instant.now().minus(FORGOTTEN);
    try (Stream<Path> folders = Files.list(scratch)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        if (!underWay.contains(folder) && newest(folder).isBefore(before)) {
          delete(folder);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("event=batch_files_left folder={} error=\"{}\"", scratch, e.toString());
    }
  }

  /** Inputs of a batch that failed for good. What was scored of them stays, as after any end. */
  private static void deleteFetched(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(one -> FETCHED.matcher(one.getFileName().toString()).matches()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("event=batch_files_left folder={} error=\"{}\"", folder, e.toString());
    }
  }

  private static Instant newest(Path folder) throws IOException {
    Instant newest = Files.getLastModifiedTime(folder).toInstant();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".parquet")).toList()) {
        Instant at = Files.getLastModifiedTime(file).toInstant();
        newest = at.isAfter(newest) ? at : newest;
      }
    }
    return newest;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  static String digest(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "this JVM has no SHA-256", e);
    }
  }
}
