package io.noria.protocols.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.table.TableAsked;
import io.noria.engine.table.TableFile;
import io.noria.engine.table.TablePage;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rows of table files among the artifacts: Parquet, CSV, TSV and JSON, of any size. */
final class TablesApi {
  private static final int USUAL = 100;
  private static final String EXPECTED =
      "a .parquet, .csv, .tsv, .csv.gz, .tsv.gz, .json or .jsonl file";

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For JSON files, of which rows are in memory: read, they take many times their size. */
  private final Semaphore places = new Semaphore(2);

  private final Tracking tracking;
  private final Engine engine;

  TablesApi(Tracking tracking, Engine engine) {
    this.tracking = tracking;
    this.engine = engine;
  }

  void routes(Routes routes) {
    routes
        .get(
            "/noria/v1/runs/{run}/artifacts/table",
            x -> table(x, tracking.runs().get(new RunId(x.path("run"))).info().artifacts()))
        .get(
            "/noria/v1/logged_models/{model}/artifacts/table",
            x ->
                table(
                    x,
                    tracking.loggedModels().get(new LoggedModelId(x.path("model"))).artifacts()));
  }

  private record ColumnWire(String name, @Nullable String type, boolean number) {}

  private record TableWire(
      String format,
      List<ColumnWire> columns,
      int columnsTotal,
      long from,
      List<?> rows,
      long total) {}

  private void table(Exchange exchange, ArtifactRoot root) throws IOException {
    Query query = exchange.query();
    String path = query.require("path");
    TableAsked asked =
        new TableAsked(
            query.number("from", 0L, 0L, Long.MAX_VALUE),
            query.number("limit", USUAL, 1, TableAsked.MOST),
            query.find("sort").orElse(""),
            query.flag("descending", false),
            query.find("contains").orElse(""));
    Artifact artifact =
        tracking
            .artifacts()
            .find(root, path)
            .filter(found -> !found.directory())
            .orElseThrow(() -> NoriaException.notFound("artifact " + path + ": no such file"));
    String low = path.toLowerCase(Locale.ROOT);
    if (low.endsWith(".json") || low.endsWith(".jsonl")) {
      exchange.send(json(root, path, asked));
      return;
    }
    Optional<TableFile.Format> format = TableFile.formatOf(path);
    if (format.isEmpty()) {
      throw NoriaException.invalid("path: '" + path + "' (expected: " + EXPECTED + ")");
    }
    if (artifact.size() == 0) {
      throw NoriaException.invalid("artifact " + path + ": empty (expected: a table)");
    }
    TablePage page =
        new TableFile(
                engine,
                tracking.artifacts().localFile(root, path),
                format.get(),
                low.endsWith(".gz"))
            .page(asked);
    exchange.send(
        new TableWire(
            Shown.lower(format.get()),
            page.columns().stream()
                .map(column -> new ColumnWire(column.name(), column.type(), column.number()))
                .toList(),
            page.columnsTotal(),
            page.from(),
            page.rows(),
            page.total()));
  }

  private TableWire json(ArtifactRoot root, String path, TableAsked asked) throws IOException {
    if (!asked.sort().isEmpty()) {
      throw NoriaException.invalid(
          "sort: '" + asked.sort() + "' (expected: none, a JSON table keeps its order)");
    }
    try {
      if (!places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw NoriaException.unavailable(
            "as many JSON tables are being read as there is memory for; try again",
            Duration.ofSeconds(5),
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "the server is stopping; try again", e);
    }
    try {
      return inTurn(root, path, asked);
    } finally {
      places.release();
    }
  }

  private TableWire inTurn(ArtifactRoot root, String path, TableAsked asked) throws IOException {
    try (InputStream bytes =
        new TimedInput(tracking.artifacts().open(root, path), "artifact " + path, DEADLINE)) {
      JsonTable table = new JsonTable(asked);
      table.read(bytes, path);
      List<ColumnWire> columns =
          table.columns().stream().map(name -> new ColumnWire(name, null, false)).toList();
      List<List<@Nullable JsonNode>> rows = table.rows();
      return new TableWire(
          "json", columns, table.columnsTotal(), asked.from(), rows, table.total());
    }
  }
}
