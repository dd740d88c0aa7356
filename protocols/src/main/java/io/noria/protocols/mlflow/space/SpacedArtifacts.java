package io.noria.protocols.mlflow.space;

import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of the request's workspace. */
record SpacedArtifacts(ArtifactStore all, Membership members) implements ArtifactStore {
  @Override
  public Artifact put(ArtifactRoot root, String path, InputStream bytes) throws IOException {
    members.check(root);
    return all.put(root, path, bytes);
  }

  @Override
  public Artifact put(ArtifactRoot root, String path, Path file) throws IOException {
    members.check(root);
    return all.put(root, path, file);
  }

  @Override
  public List<Artifact> putFolder(ArtifactRoot root, String directory, Path folder)
      throws IOException {
    members.check(root);
    return all.putFolder(root, directory, folder);
  }

  @Override
  public void checkOwner(ArtifactRoot root, String path) {
    members.check(root);
    all.checkOwner(root, path);
  }

  @Override
  public Optional<Artifact> find(ArtifactRoot root, String path) {
    members.check(root);
    return all.find(root, path);
  }

  @Override
  public List<Artifact> list(ArtifactRoot root, String directory) {
    members.check(root);
    return all.list(root, directory);
  }

  @Override
  public List<Artifact> files(ArtifactRoot root, String directory) {
    members.check(root);
    return all.files(root, directory);
  }

  @Override
  public InputStream open(ArtifactRoot root, String path) throws IOException {
    members.check(root);
    return all.open(root, path);
  }

  @Override
  public InputStream open(ArtifactRoot root, String path, long offset, long length)
      throws IOException {
    members.check(root);
    return all.open(root, path, offset, length);
  }

  @Override
  public Path localFile(ArtifactRoot root, String path) throws IOException {
    members.check(root);
    return all.localFile(root, path);
  }

  @Override
  public Path localFolder(ArtifactFolder folder, Path target) throws IOException {
    members.check(folder.root());
    return all.localFolder(folder, target);
  }

  @Override
  public void delete(ArtifactRoot root, String path) {
    members.check(root);
    all.delete(root, path);
  }
}
