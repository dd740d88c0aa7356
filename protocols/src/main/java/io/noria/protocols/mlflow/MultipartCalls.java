package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Artifacts;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import io.noria.tracking.Limits;
import io.noria.tracking.Uploads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Files in parts. Clients expect addresses in the cloud that are signed for them; here they lead
 * back to this server: for a part, an address that nobody can guess and that ends with the upload;
 * for a range of a file, the file's own with the header by which the caller is known.
 */
final class MultipartCalls {
  private static final String PROXY = "mlflow-artifacts/";
  private static final String PARTS = "/api/2.0/mlflow-artifacts/mpu/parts/";

  private final ArtifactStore artifacts;
  private final Uploads uploads;

  MultipartCalls(ArtifactStore artifacts, Uploads uploads) {
    this.artifacts = artifacts;
    this.uploads = uploads;
  }

  void addTo(MlflowRoutes routes) {
    routes.add("POST", PROXY + "mpu/create/{path...}", this::create);
    routes.add("POST", PROXY + "mpu/complete/{path...}", this::complete);
    routes.add("POST", PROXY + "mpu/abort/{path...}", this::abort);
    routes.alone("PUT", PARTS + "{upload}/{part}", this::put, Routes.Option.OPEN);
    routes.add("GET", PROXY + "presigned/{path...}", this::presigned);
  }

  /** The folder is in the address, the file's name at the end of a path on the client's machine. */
  private static ArtifactFolder file(Exchange x, String localPath) {
    String name = localPath.substring(localPath.replace('\\', '/').lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      throw NoriaException.invalid(
          "path: '" + Limits.shown(localPath) + "' (expected: one that ends with a file's name)");
    }
    return Space.parse(x.path("path") + "/" + name);
  }

  private void create(Exchange x) {
    Artifacts.Create asked = MlflowJson.read(x, Artifacts.Create.class);
    ArtifactFolder file = file(x, required("path", asked.path()));
    Long parts = asked.numParts();
    int count = parts == null ? 1 : Math.clamp(parts, 0, Integer.MAX_VALUE);
    String upload = uploads.begin(file.root(), file.path(), count);
    String base = origin(x) + PARTS + upload + "/";
    MlflowJson.send(
        x,
        new Artifacts.Created(
            upload,
            IntStream.rangeClosed(1, count)
                .mapToObj(part -> new Artifacts.Credential(base + part, part, Map.of()))
                .toList()));
  }

  private void put(Exchange x) throws IOException {
    String part = x.path("part");
    if (!part.matches("[0-9]{1,5}")) {
      throw NoriaException.invalid("part: '" + Limits.shown(part) + "' (expected: a number)");
    }
    String tag = uploads.put(x.path("upload"), Integer.parseInt(part), x.upload());
    x.setHeader("ETag", '"' + tag + '"');
    x.sendEmpty(200);
  }

  private void complete(Exchange x) throws IOException {
    Artifacts.Complete asked = MlflowJson.read(x, Artifacts.Complete.class);
    ArtifactFolder file = file(x, required("path", asked.path()));
    List<String> tags = new ArrayList<>();
    for (Artifacts.Part part : orNone(asked.parts())) {
      Long number = required("part", part).partNumber();
      if (number == null || number != tags.size() + 1) {
        throw NoriaException.invalid(
            "part_number: "
                + number
                + " (expected: "
                + (tags.size() + 1)
                + ", they come in order)");
      }
      tags.add(orEmpty(part.etag()).replace("\"", ""));
    }
    uploads.complete(required("upload_id", asked.uploadId()), file.root(), file.path(), tags);
    MlflowJson.send(x, new Shared.Empty());
  }

  private void abort(Exchange x) throws IOException {
    Artifacts.Complete asked = MlflowJson.read(x, Artifacts.Complete.class);
    ArtifactFolder file = file(x, required("path", asked.path()));
    uploads.abort(required("upload_id", asked.uploadId()), file.root(), file.path());
    MlflowJson.send(x, new Shared.Empty());
  }

  private void presigned(Exchange x) {
    ArtifactFolder file = Space.parse(x.path("path"));
    Artifact artifact =
        artifacts
            .find(file.root(), file.path().isEmpty() ? "." : file.path())
            .orElseThrow(() ->
                NoriaException.notFound(
                    "artifact: no file '" + Limits.shown(x.path("path")) + "'"));
    String raw = x.rawPath();
    String path = raw.substring(raw.indexOf("/presigned/") + "/presigned/".length());
    x.setHeader("Cache-Control", "no-store");
    MlflowJson.send(
        x,
        new Artifacts.Presigned(
            origin(x) + "/api/2.0/mlflow-artifacts/artifacts/" + path, own(x), artifact.size()));
  }

  /** By which the caller and its workspace are known. */
  private static Map<String, String> own(Exchange x) {
    Map<String, String> headers = new TreeMap<>();
    x.header("Authorization").ifPresent(own -> headers.put("Authorization", own));
    if (!Space.current().isDefault()) {
      headers.put(WorkspaceCalls.HEADER.defaultCase(), Space.current().value());
    }
    return headers;
  }

  /** How the caller reached this server; a proxy before it may have taken the encryption off. */
  private static String origin(Exchange x) {
    String forwarded = x.header("X-Forwarded-Proto").orElse("").toLowerCase(Locale.ROOT);
    boolean secure = x.request().isSecure() || forwarded.equals("https");
    return (secure ? "https://" : "http://") + x.request().authority();
  }
}
