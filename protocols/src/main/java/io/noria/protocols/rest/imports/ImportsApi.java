package io.noria.protocols.rest.imports;

import static io.noria.protocols.rest.imports.ImportMapping.required;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.registry.Registry;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.imports.ImportResult.Outcome;
import io.noria.traces.Traces;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes in other systems' histories: records in batches of JSON lines, and files. */
public final class ImportsApi {
  private static final int SOURCE = 1000;
  private static final int STAMP = 200;
  private static final int MOST_RECORDS = 10_000;
  private static final int PAGE = 10_000;

  private final Tracking tracking;
  private final Registry registry;
  private final Traces traces;

  private ImportsApi(Tracking tracking, Registry registry, Traces traces) {
    this.tracking = tracking;
    this.registry = registry;
    this.traces = traces;
  }

  /** Adds the routes. */
  public static void add(Routes routes, Tracking tracking, Registry registry, Traces traces) {
    ImportsApi api = new ImportsApi(tracking, registry, traces);
    routes
        .post("/noria/v1/imports/records", api::records)
        .get("/noria/v1/imports/whole", api::whole)
        .get("/noria/v1/imports/files", api::files)
        .put("/noria/v1/imports/files", api::putFile);
  }

  private record ResultWire(
      String kind, String id, String here, String outcome, List<String> notes) {}

  private record BatchWire(
      int created, int updated, int same, int left, int refused, List<ResultWire> items) {}

  private void records(Exchange exchange) {
    String source = source(exchange);
    boolean intoExisting = exchange.query().flag("into_existing", false);
    ImportBatch batch = new ImportBatch(tracking, registry, traces, source, intoExisting);
    int number = 0;
    // Read to the end before anything is written: half a batch is none.
    for (ImportLine line : lines(exchange.body())) {
      number++;
      if (line.whole() == null) {
        batch.add(line, number);
      } else {
        batch.flush();
        whole(source, line.whole());
      }
    }
    exchange.send(wire(batch.results()));
  }

  private static List<ImportLine> lines(byte[] body) {
    ObjectReader reader = WireJson.mapper().readerFor(ImportLine.class);
    List<ImportLine> lines = new ArrayList<>();
    try (MappingIterator<ImportLine> read = reader.readValues(body)) {
      while (read.hasNextValue()) {
        ImportLine line = read.nextValue();
        if (line == null || lines.size() == MOST_RECORDS) {
          throw NoriaException.invalid(
              "body: line "
                  + (lines.size() + 1)
                  + (line == null ? " is null" : " is one too many")
                  + " (expected: at most "
                  + MOST_RECORDS
                  + " JSON objects)");
        }
        lines.add(line);
      }
    } catch (IOException e) {
      throw WireJson.broken(e);
    }
    return lines;
  }

  private void whole(String source, ImportLine.WholeWire wire) {
    String kind = required("whole.kind", wire.kind());
    String id = required("whole.id", wire.id());
    String stamp = required("whole.stamp", wire.stamp());
    Limits.atMost("whole.stamp", stamp, STAMP);
    tracking.imports().whole(source, kind, id, stamp);
  }

  private static BatchWire wire(List<ImportResult> results) {
    int[] counts = new int[Outcome.values().length];
    List<ResultWire> items = new ArrayList<>();
    for (ImportResult one : results) {
      // Points are only ever added: whether they were there already is not asked.
      boolean points = one.kind().equals("points") || one.kind().equals("model_point");
      if (!points || one.outcome() != Outcome.CREATED) {
        counts[one.outcome().ordinal()]++;
      }
      boolean told =
          one.outcome() == Outcome.LEFT
              || one.outcome() == Outcome.REFUSED
              || !one.notes().isEmpty()
              || one.kind().equals("experiment");
      if (told) {
        items.add(
            new ResultWire(
                one.kind(),
                one.id(),
                one.here(),
                one.outcome().name().toLowerCase(Locale.ROOT),
                one.notes()));
      }
    }
    return new BatchWire(
        counts[Outcome.CREATED.ordinal()],
        counts[Outcome.UPDATED.ordinal()],
        counts[Outcome.SAME.ordinal()],
        counts[Outcome.LEFT.ordinal()],
        counts[Outcome.REFUSED.ordinal()],
        items);
  }

  private static String source(Exchange exchange) {
    String source = exchange.query().require("source");
    Limits.atLeastOne("source", source);
    Limits.atMost("source", source, SOURCE);
    return source;
  }

  private record WholeItem(String id, String stamp) {}

  private record WholePage(List<WholeItem> items, @Nullable String nextPageToken) {}

  private void whole(Exchange exchange) {
    String source = source(exchange);
    String kind = exchange.query().require("kind");
    String after = exchange.query().find("page_token").orElse("");
    Map<String, String> found = tracking.imports().wholes(source, kind, after, PAGE);
    List<WholeItem> items = new ArrayList<>();
    found.forEach((id, stamp) -> items.add(new WholeItem(id, stamp)));
    exchange.send(new WholePage(items, items.size() < PAGE ? null : items.getLast().id()));
  }

  private record FileWire(String path, long size, @Nullable String digest) {}

  private record FilesWire(List<FileWire> items) {}

  private void files(Exchange exchange) {
    ArtifactRoot root = root(exchange);
    exchange.send(
        new FilesWire(
            tracking.artifacts().files(root, "").stream().map(ImportsApi::wire).toList()));
  }

  private static FileWire wire(Artifact artifact) {
    return new FileWire(
        artifact.path(),
        artifact.size(),
        artifact.digest() == null ? null : artifact.digest().value());
  }

  private ArtifactRoot root(Exchange exchange) {
    String owner = exchange.query().require("owner");
    String id = exchange.query().require("id");
    return switch (owner) {
      case "run" -> tracking.imports().rootOf(new RunId(id));
      case "logged_model" -> tracking.imports().rootOf(new LoggedModelId(id));
      default ->
          throw NoriaException.invalid(
              "owner: '" + Limits.shown(owner) + "' (expected: run or logged_model)");
    };
  }

  private void putFile(Exchange exchange) throws IOException {
    ArtifactRoot root = root(exchange);
    String path = exchange.query().require("path");
    long bytes = exchange.query().number("bytes", -1L, -1, Long.MAX_VALUE);
    try (InputStream in = exchange.upload()) {
      exchange.send(wire(tracking.imports().putFile(root, path, in, bytes)));
    }
  }
}
