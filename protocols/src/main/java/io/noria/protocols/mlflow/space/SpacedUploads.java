package io.noria.protocols.mlflow.space;

import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files in parts for the request's workspace. Who knows an upload may send its parts. */
record SpacedUploads(Uploads all, Membership members) implements Uploads {
  @Override
  public String begin(ArtifactRoot root, String path, int parts) {
    members.check(root);
    return all.begin(root, path, parts);
  }

  @Override
  public String put(String upload, int part, InputStream bytes) throws IOException {
    return all.put(upload, part, bytes);
  }

  @Override
  public Artifact complete(String upload, ArtifactRoot root, String path, List<String> tags)
      throws IOException {
    members.check(root);
    return all.complete(upload, root, path, tags);
  }

  @Override
  public void abort(String upload, ArtifactRoot root, String path) throws IOException {
    members.check(root);
    all.abort(upload, root, path);
  }

  @Override
  public void close() {
    all.close();
  }
}
