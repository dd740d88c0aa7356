package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Download;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The artifacts of runs and of logged models. */
final class ArtifactsApi {
  private final Tracking tracking;

  ArtifactsApi(Tracking tracking) {
    this.tracking = tracking;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/runs/{run}/artifacts", x -> list(x, ofRun(x)))
        .get("/noria/v1/runs/{run}/artifacts/content", x -> content(x, ofRun(x)))
        .get("/noria/v1/runs/{run}/artifacts/archive", x -> archive(x, ofRun(x)))
        .get("/noria/v1/logged_models/{model}/artifacts", x -> list(x, ofModel(x)))
        .get("/noria/v1/logged_models/{model}/artifacts/content", x -> content(x, ofModel(x)))
        .get("/noria/v1/logged_models/{model}/artifacts/archive", x -> archive(x, ofModel(x)));
  }

  private record ArtifactWire(String path, String name, boolean directory, long size) {
    static ArtifactWire of(Artifact artifact) {
      return new ArtifactWire(
          artifact.path(), lastOf(artifact.path()), artifact.directory(), artifact.size());
    }
  }

  private void list(Exchange exchange, ArtifactRoot root) {
    String path = exchange.query().find("path").orElse("");
    exchange.send(
        Items.all(tracking.artifacts().list(root, path).stream().map(ArtifactWire::of).toList()));
  }

  private void content(Exchange exchange, ArtifactRoot root) throws IOException {
    Query query = exchange.query();
    String path = query.require("path");
    Artifact artifact =
        tracking
            .artifacts()
            .find(root, path)
            .filter(found -> !found.directory())
            .orElseThrow(() -> NoriaException.notFound("artifact " + path + ": no such file"));
    String digest = artifact.digest() == null ? null : artifact.digest().value();
    Download download =
        new Download(
            lastOf(path),
            artifact.size(),
            digest,
            (offset, length) -> tracking.artifacts().open(root, path, offset, length));
    switch (query.find("view").orElse("file")) {
      case "file" -> download.send(exchange, query.flag("download", false));
      case "page" -> download.show(exchange, false);
      case "page-online" -> download.show(exchange, true);
      default ->
          throw NoriaException.invalid(
              "view: " + query.require("view") + " (expected: file, page or page-online)");
    }
  }

  /** A folder's files as one zip, made while it is sent: no copy of them is kept. */
  private void archive(Exchange exchange, ArtifactRoot root) throws IOException {
    String folder = exchange.query().find("path").orElse("");
    List<Artifact> files = tracking.artifacts().files(root, folder);
    if (files.isEmpty()) {
      throw NoriaException.notFound("artifacts " + folder + ": no files there");
    }
    String name = folder.isEmpty() ? "artifacts" : lastOf(folder);
    int cut = folder.isEmpty() ? 0 : folder.length() - lastOf(folder).length();
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader(
        "Content-Disposition",
        "attachment; filename*=UTF-8''"
            + URLEncoder.encode(name + ".zip", StandardCharsets.UTF_8).replace("+", "%20"));
    try (ZipOutputStream zip =
        new ZipOutputStream(exchange.sendStream(200, "application/zip", -1))) {
      // Models and images are packed already; what is text shrinks at the lowest level too.
      zip.setLevel(Deflater.BEST_SPEED);
      for (Artifact file : files) {
        zip.putNextEntry(new ZipEntry(file.path().substring(cut)));
        try (InputStream in = tracking.artifacts().open(root, file.path())) {
          in.transferTo(zip);
        }
        zip.closeEntry();
      }
    }
  }

  private ArtifactRoot ofRun(Exchange exchange) {
    return tracking.runs().get(new RunId(exchange.path("run"))).info().artifacts();
  }

  private ArtifactRoot ofModel(Exchange exchange) {
    return tracking.loggedModels().get(new LoggedModelId(exchange.path("model"))).artifacts();
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
