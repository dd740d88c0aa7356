package io.noria.protocols.rest;

import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.datasets.Profile;
import io.noria.protocols.http.Download;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.storage.lineage.Lineage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Datasets and their versions. */
final class DatasetsApi {
  private static final int PAGE = 1000;

  private final Datasets datasets;
  private final Lineage lineage;

  DatasetsApi(Datasets datasets, Lineage lineage) {
    this.datasets = datasets;
    this.lineage = lineage;
  }

  void routes(Routes routes) {
    String versions = "/noria/v1/datasets/{dataset}/versions";
    routes
        .get(
            "/noria/v1/datasets",
            x -> x.send(Items.all(datasets.names().stream().map(this::dataset).toList())))
        .get(versions, this::versions)
        .get(versions + "/{version}", this::version)
        .get(versions + "/{version}/files/{file}", this::file);
  }

  private record DatasetWire(
      String name,
      int versions,
      int refused,
      @Nullable String latest,
      @Nullable Long rowsLatest,
      @Nullable Instant updatedAt) {}

  private DatasetWire dataset(String name) {
    List<DatasetVersion> all = all(name);
    List<DatasetVersion> current = datasets.current(name);
    DatasetVersion latest = current.isEmpty() ? null : current.getLast();
    return new DatasetWire(
        name,
        all.size(),
        (int) all.stream().filter(v -> v.status() == DatasetVersion.Status.REFUSED).count(),
        latest == null ? null : latest.id().version(),
        latest == null ? null : latest.rows(),
        all.stream().map(DatasetVersion::recordedAt).max(Instant::compareTo).orElse(null));
  }

  /** Every version, refused ones included. */
  List<DatasetVersion> all(String dataset) {
    List<DatasetVersion> all = new ArrayList<>();
    String token = null;
    do {
      Page<DatasetVersion> page = datasets.list(dataset, PAGE, token);
      all.addAll(page.items());
      token = page.nextToken();
    } while (token != null);
    return all;
  }

  record VersionWire(
      Ref ref,
      String dataset,
      String label,
      int revision,
      String status,
      String digest,
      long rows,
      long bytes,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Instant eventTime,
      Instant recordedAt,
      String source,
      int columns,
      List<FailureWire> failures,
      List<Ref> usedBy,
      DatasetVersion.@Nullable Revocation revoked,
      @Nullable List<ColumnWire> schema,
      @Nullable List<ProfileWire> profile,
      @Nullable List<FileWire> files) {}

  record FailureWire(
      @Nullable String column,
      String expectation,
      String expected,
      String found,
      @Nullable Long rows) {
    static FailureWire of(DatasetVersion.Failure failure) {
      return new FailureWire(
          failure.column(),
          failure.expectation(),
          failure.expected(),
          failure.observed(),
          failure.rows());
    }
  }

  record ColumnWire(String name, String type) {}

  record FileWire(String name, String digest, long size) {}

  record ProfileWire(
      String column,
      String type,
      long count,
      long nulls,
      long distinct,
      @Nullable Double mean,
      @Nullable Double std,
      @Nullable String min,
      @Nullable String max,
      Map<String, Double> quantiles,
      List<Profile.ValueCount> top) {
    static ProfileWire of(Profile profile, Profile.ColumnProfile column) {
      Map<String, Double> quantiles = new TreeMap<>();
      column
          .quantiles()
          .forEach(q ->
              quantiles.put(
                  String.format(Locale.ROOT, "p%02d", Math.round(q.at() * 100)), q.value()));
      return new ProfileWire(
          column.name(),
          column.type(),
          profile.rows() - column.nulls(),
          column.nulls(),
          column.distinct(),
          Shown.finite(column.mean()),
          Shown.finite(column.std()),
          column.min(),
          column.max(),
          Shown.finite(quantiles),
          column.top());
    }
  }

  private void versions(Exchange exchange) {
    Query query = exchange.query();
    String dataset = known(exchange.path("dataset"));
    exchange.send(
        Items.of(
            datasets.list(dataset, Items.limit(query), Items.token(query)),
            version -> wire(version, false)));
  }

  private String known(String dataset) {
    if (!datasets.names().contains(dataset)) {
      throw NoriaException.notFound(
          "dataset " + dataset + ": unknown (there is: " + datasets.names() + ")");
    }
    return dataset;
  }

  private void version(Exchange exchange) {
    exchange.send(wire(named(exchange), true));
  }

  private DatasetVersion named(Exchange exchange) {
    return datasets.get(
        DatasetVersionId.parse(exchange.path("dataset") + "@" + exchange.path("version")));
  }

  /** A file by its place, since several may have one name. */
  private void file(Exchange exchange) throws IOException {
    DatasetVersion version = named(exchange);
    String place = exchange.path("file");
    int files = version.files().size();
    if (!place.matches("[0-9]{1,6}") || Integer.parseInt(place) >= files) {
      throw NoriaException.notFound(
          "file %s of %s: no such place (expected: from 0 to %d)"
              .formatted(place, version.ref(), files - 1));
    }
    DatasetVersion.DataFile file = version.files().get(Integer.parseInt(place));
    new Download(
            file.name(),
            file.size(),
            file.digest().value(),
            (offset, length) -> datasets.open(file, offset, length))
        .send(exchange, true);
  }

  /** The version on the wire. */
  VersionWire wire(DatasetVersion version, boolean detailed) {
    return new VersionWire(
        version.ref(),
        version.dataset(),
        version.label(),
        version.revision(),
        Shown.lower(version.status()),
        version.digest().value(),
        version.rows(),
        version.size(),
        version.from(),
        version.to(),
        version.to(),
        version.recordedAt(),
        version.source(),
        version.schema().size(),
        version.failures().stream().map(FailureWire::of).toList(),
        lineage.outOf(version.ref()).stream().map(LineageEdge::to).distinct().toList(),
        version.revocation(),
        detailed
            ? version.schema().stream()
                .map(field -> new ColumnWire(field.name(), field.type().wire()))
                .toList()
            : null,
        detailed
            ? version.profile().columns().stream()
                .map(column -> ProfileWire.of(version.profile(), column))
                .toList()
            : null,
        detailed
            ? version.files().stream()
                .map(file -> new FileWire(file.name(), file.digest().value(), file.size()))
                .toList()
            : null);
  }
}
