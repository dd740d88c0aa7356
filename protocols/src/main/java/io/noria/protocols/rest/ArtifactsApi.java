package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Download;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.io.IOException;

/** A run's artifacts. */
final class ArtifactsApi {
  private final Tracking tracking;

  ArtifactsApi(Tracking tracking) {
    this.tracking = tracking;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/runs/{run}/artifacts", this::list)
        .get("/noria/v1/runs/{run}/artifacts/content", this::content);
  }

  private record ArtifactWire(String path, String name, boolean directory, long size) {
    static ArtifactWire of(Artifact artifact) {
      return new ArtifactWire(
          artifact.path(), lastOf(artifact.path()), artifact.directory(), artifact.size());
    }
  }

  private void list(Exchange exchange) {
    String path = exchange.query().find("path").orElse("");
    exchange.send(
        Items.all(
            tracking.artifacts().list(root(exchange), path).stream()
                .map(ArtifactWire::of)
                .toList()));
  }

  private void content(Exchange exchange) throws IOException {
    String path = exchange.query().require("path");
    ArtifactRoot root = root(exchange);
    Artifact artifact =
        tracking
            .artifacts()
            .find(root, path)
            .filter(found -> !found.directory())
            .orElseThrow(() -> NoriaException.notFound("artifact " + path + ": no such file"));
    String digest = artifact.digest() == null ? null : artifact.digest().value();
    new Download(
            lastOf(path),
            artifact.size(),
            digest,
            (offset, length) -> tracking.artifacts().open(root, path, offset, length))
        .send(exchange, exchange.query().flag("download", false));
  }

  private ArtifactRoot root(Exchange exchange) {
    return tracking.runs().get(new RunId(exchange.path("run"))).info().artifacts();
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
