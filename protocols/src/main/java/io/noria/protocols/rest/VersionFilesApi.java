package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Download;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.Registry;
import io.noria.registry.TrustedFiles;
import io.noria.registry.VersionFiles;
import io.noria.serving.RunnableFiles;
import io.noria.storage.object.Digest;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version's files with their digests, and who decided that they may be run. */
final class VersionFilesApi {
  private final RunnableFiles runnable;
  private final Registry registry;
  private final ArtifactStore artifacts;

  VersionFilesApi(RunnableFiles runnable, Registry registry, ArtifactStore artifacts) {
    this.runnable = runnable;
    this.registry = registry;
    this.artifacts = artifacts;
  }

  void routes(Routes routes) {
    String version = "/noria/v1/models/{model}/versions/{version}";
    routes
        .get(version + "/files", x -> x.send(shown(id(x))))
        .get(version + "/files/content", this::content)
        .post(version + "/trust", this::trust)
        .delete(version + "/trust", this::withdraw);
  }

  private static ModelVersionId id(Exchange exchange) {
    return new ModelVersionId(exchange.path("model"), Names.version(exchange.path("version")));
  }

  private record FileWire(String path, long size, String sha256) {}

  private record TrustWire(String by, Instant at, String model, int version) {
    static TrustWire of(TrustedFiles.Decision decision) {
      return new TrustWire(
          decision.by(), decision.at(), decision.version().model(), decision.version().version());
    }
  }

  private record FilesWire(
      String digest, List<FileWire> files, String rule, @Nullable TrustWire trusted) {}

  private FilesWire shown(ModelVersionId id) {
    VersionFiles files = runnable.files(id);
    return new FilesWire(
        files.digest().value(),
        files.files().stream()
            .map(file -> new FileWire(file.path(), file.size(), file.digest().value()))
            .toList(),
        runnable.rule().wire(),
        runnable.decision(files).map(TrustWire::of).orElse(null));
  }

  private void content(Exchange exchange) throws IOException {
    String path = exchange.query().require("path");
    ArtifactFolder folder = registry.versions().folder(id(exchange));
    String whole = folder.path().isEmpty() ? path : folder.path() + "/" + path;
    Artifact file =
        artifacts
            .find(folder.root(), whole)
            .filter(found -> !found.directory())
            .orElseThrow(() -> NoriaException.notFound("file " + path + ": the version has none"));
    new Download(
            path.substring(path.lastIndexOf('/') + 1),
            file.size(),
            file.digest() == null ? null : file.digest().value(),
            (offset, length) -> artifacts.open(folder.root(), whole, offset, length))
        .send(exchange, true);
  }

  private record TrustBody(@Nullable String digest) {}

  private void trust(Exchange exchange) {
    TrustBody body = exchange.json(TrustBody.class);
    runnable.trust(id(exchange), body.digest() == null ? null : digest(body.digest()));
    exchange.send(shown(id(exchange)));
  }

  private static Digest digest(String text) {
    if (!text.matches("[0-9a-f]{64}")) {
      throw NoriaException.invalid(
          "digest: "
              + (text.length() > 80 ? text.substring(0, 80) + "…" : text)
              + " (expected: SHA-256 as 64 lower-case hex digits)");
    }
    return new Digest(text);
  }

  private void withdraw(Exchange exchange) {
    runnable.withdraw(id(exchange));
    exchange.send(shown(id(exchange)));
  }
}
