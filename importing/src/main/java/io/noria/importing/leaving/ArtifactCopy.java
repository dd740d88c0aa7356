package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the files below an address {@code mlflow-artifacts:/…} into the same place below a
 * folder, which is where {@code mlflow server --artifacts-destination} looks for them. Not
 * thread-safe.
 */
final class ArtifactCopy {
  private static final String SCHEME = "mlflow-artifacts:";
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";

  private final Reader reader;
  private final Path folder;
  private final boolean wanted;
  private final Report report;

  ArtifactCopy(Reader reader, Path folder, boolean wanted, Report report) {
    this.reader = reader;
    this.folder = folder;
    this.wanted = wanted;
    this.report = report;
  }

  /** Fetches everything below the address. */
  void copy(@Nullable String address) {
    if (!wanted || address == null || address.isEmpty()) {
      return;
    }
    if (!address.startsWith(SCHEME)) {
      report.note(address, "files that this server does not serve: they stay where they are");
      return;
    }
    String path = address.substring(SCHEME.length()).replaceAll("^/+", "");
    try {
      below(path);
    } catch (IOException e) {
      throw new UncheckedIOException("fetching " + address, e);
    }
  }

  private void below(String path) throws IOException {
    JsonNode listing = reader.routes().get(PROXY + "?path=" + NoriaClient.segment(path));
    for (JsonNode file : listing.path("files")) {
      String name = file.path("path").asText();
      String inner = path + "/" + name.substring(name.lastIndexOf('/') + 1);
      if (file.path("is_dir").asBoolean()) {
        below(inner);
      } else {
        fetch(inner, file.path("file_size").asLong());
      }
    }
  }

  private void fetch(String path, long bytes) throws IOException {
    Path target = folder.resolve(path).normalize();
    if (!target.startsWith(folder)) {
      throw new NoriaException(
          ErrorCode.DATA_LOSS, "artifact " + path + ": leads out of the folder");
    }
    String escaped =
        Arrays.stream(path.split("/")).map(NoriaClient::segment).collect(Collectors.joining("/"));
    Files.createDirectories(target.resolveSibling(""));
    Path part = Files.createTempFile(folder, ".", ".part");
    try (InputStream in = reader.routes().open(PROXY + "/" + escaped)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      report.note("artifact " + path, "listed but not there any more; left out");
      return;
    } finally {
      Files.deleteIfExists(part);
    }
    report.add("files", 1);
    report.add("bytes", bytes);
  }
}
