package io.noria.protocols.mlflow;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Download;
import io.noria.protocols.http.Exchange;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import io.noria.tracking.Limits;
import java.io.IOException;

/** Sends a stored file, whole or a range of it, in such a way that no browser runs it. */
final class FileSender {
  private FileSender() {}

  /**
   * Answers with the file.
   *
   * @throws NoriaException NOT_FOUND when there is none, or it is a folder
   */
  static void send(Exchange x, ArtifactStore artifacts, ArtifactFolder file) throws IOException {
    String path = file.path();
    String shown = Limits.shown(file.root() + "/artifacts" + (path.isEmpty() ? "" : "/" + path));
    if (path.isEmpty()) {
      throw NoriaException.notFound("artifact: '" + shown + "' is a folder");
    }
    Artifact artifact =
        artifacts
            .find(file.root(), path)
            .orElseThrow(() -> NoriaException.notFound("artifact: no file '" + shown + "'"));
    long size = artifact.size();
    new Download(
            path.substring(path.lastIndexOf('/') + 1),
            size,
            artifact.digest() == null ? null : artifact.digest().value(),
            (offset, length) ->
                offset == 0 && length == size
                    ? artifacts.open(file.root(), path)
                    : artifacts.open(file.root(), path, offset, length))
        .send(x, true);
  }
}
