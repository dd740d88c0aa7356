package io.noria.registry;

import io.noria.base.NoriaException;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.WorkspaceName;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a version's files are, as its registration named it. */
public sealed interface VersionSource {
  /** A folder of a run's artifacts: {@code runs:/RUN/PATH}. */
  record OfRun(RunId run, String path) implements VersionSource {}

  /** A logged model: {@code models:/m-ID}. */
  record OfLoggedModel(LoggedModelId model) implements VersionSource {}

  /** Another version, that this one is a copy of: {@code models:/NAME/VERSION}. */
  record OfVersion(ModelVersionId version) implements VersionSource {}

  /** A folder of our artifact store: {@code mlflow-artifacts:/…}. */
  record OfArtifacts(ArtifactFolder folder) implements VersionSource {}

  /** A place that we cannot look into, such as {@code s3://…}. */
  record Elsewhere(String uri) implements VersionSource {}

  /** The form of an address with a scheme. */
  Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

  /**
   * Reads a source.
   *
   * @throws NoriaException INVALID_ARGUMENT for a path of this machine, or one that leaves its root
   */
  static VersionSource parse(String source) {
    Limits.atLeastOne("source", source);
    Limits.atMost("source", source, 2000);
    String lower = source.toLowerCase(Locale.ROOT);
    if (lower.startsWith("runs:/")) {
      return ofRun(source, withoutSlashes(source.substring("runs:/".length())));
    }
    if (lower.startsWith("models:/")) {
      return ofModel(source, withoutSlashes(source.substring("models:/".length())));
    }
    if (lower.startsWith(ArtifactRoot.SCHEME)) {
      return new OfArtifacts(ArtifactRoot.parse(artifactPath(source)));
    }
    if (!SCHEME.matcher(source).matches() || lower.startsWith("file:")) {
      throw NoriaException.invalid(
          "source: '"
              + Limits.shown(source)
              + "' (expected: runs:/RUN/PATH, models:/m-ID, models:/NAME/VERSION or"
              + " mlflow-artifacts:/…; files of this machine are not taken)");
    }
    return new Elsewhere(source);
  }

  /**
   * A source as somebody of a workspace says it, by the names that are known everywhere: of a copy,
   * the model's; of a folder, without the workspace before it, which its owner tells.
   */
  static String qualified(WorkspaceName workspace, String source) {
    String lower = source.toLowerCase(Locale.ROOT);
    if (workspace.isDefault()) {
      return source;
    }
    if (lower.startsWith("models:/")) {
      String rest = withoutSlashes(source.substring("models:/".length()));
      return rest.indexOf('/') > 0 ? "models:/" + workspace + "/" + rest : source;
    }
    if (lower.startsWith(ArtifactRoot.SCHEME)) {
      String path = artifactPath(source);
      String mine = "workspaces/" + workspace + "/";
      return path.startsWith(mine) ? ArtifactRoot.SCHEME + path.substring(mine.length()) : source;
    }
    return source;
  }

  /** The other way round. */
  static String within(WorkspaceName workspace, String source) {
    if (workspace.isDefault()) {
      return source;
    }
    String model = "models:/" + workspace + "/";
    if (source.startsWith(model)) {
      return "models:/" + source.substring(model.length());
    }
    if (source.startsWith(ArtifactRoot.SCHEME)) {
      return ArtifactRoot.SCHEME
          + "workspaces/"
          + workspace
          + "/"
          + withoutSlashes(source.substring(ArtifactRoot.SCHEME.length()));
    }
    return source;
  }

  private static VersionSource ofRun(String source, String rest) {
    int slash = rest.indexOf('/');
    if (slash <= 0) {
      throw NoriaException.invalid(
          "source: '" + Limits.shown(source) + "' (expected: runs:/RUN/PATH)");
    }
    return new OfRun(
        new RunId(rest.substring(0, slash)), Limits.path("source", rest.substring(slash + 1)));
  }

  private static VersionSource ofModel(String source, String rest) {
    int slash = rest.lastIndexOf('/');
    if (slash > 0) {
      return new OfVersion(
          new ModelVersionId(rest.substring(0, slash), Names.version(rest.substring(slash + 1))));
    }
    if (!rest.startsWith("m-")) {
      throw NoriaException.invalid(
          "source: '"
              + Limits.shown(source)
              + "' (expected: models:/m-ID or models:/NAME/VERSION)");
    }
    return new OfLoggedModel(new LoggedModelId(rest));
  }

  /** The path of {@code mlflow-artifacts:/path} and of {@code mlflow-artifacts://host/path}. */
  private static String artifactPath(String source) {
    String rest = source.substring(ArtifactRoot.SCHEME.length());
    if (rest.startsWith("/")) {
      int path = rest.indexOf('/', 1);
      return path < 0 ? "" : withoutSlashes(rest.substring(path));
    }
    return withoutSlashes(rest);
  }

  private static String withoutSlashes(String path) {
    int from = 0;
    int to = path.length();
    while (from < to && path.charAt(from) == '/') {
      from++;
    }
    while (to > from && path.charAt(to - 1) == '/') {
      to--;
    }
    return path.substring(from, to);
  }
}
