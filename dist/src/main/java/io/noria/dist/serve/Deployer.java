package io.noria.dist.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.ActiveRun;
import io.noria.client.NoriaClient;
import io.noria.dist.ProgressLine;
import io.noria.dist.Sizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings a model to a server and puts it behind a deployment. Says on stderr what it does. */
final class Deployer {
  /** The experiment that files which are only to be served are logged in. */
  static final String EXPERIMENT = "served";

  private static final String FOLDER = "model";

  private final NoriaClient client;
  private final String name;
  private final boolean allowPickle;
  private final boolean quiet;
  private boolean silent;

  /**
   * Deploys under the name.
   *
   * @param allowPickle whether exactly these files are to be run
   * @param quiet whether no bar is drawn
   */
  Deployer(NoriaClient client, String name, boolean allowPickle, boolean quiet) {
    this.client = client;
    this.name = name;
    this.allowPickle = allowPickle;
    this.quiet = quiet;
  }

  /** Says nothing. */
  Deployer silent() {
    silent = true;
    return this;
  }

  /** Serves a version, an alias or a stage of a registered model. */
  Served serve(ModelArgument.Registered wanted) {
    String path = "/models/" + NoriaClient.segment(wanted.model());
    if (client.find(path).isEmpty()) {
      throw NoriaException.notFound(
          "MODEL: there is no registered model "
              + wanted.model()
              + " at "
              + client.server()
              + " (expected: one of `noria models`)");
    }
    String follow =
        wanted.follow().equals(ModelArgument.LATEST)
            ? "version:" + resolved(wanted.model(), wanted.follow())
            : wanted.follow();
    Optional<JsonNode> former = deployment();
    if (former.isPresent() && !text(former.get(), "model").equals(wanted.model())) {
      throw taken(former.get());
    }
    if (allowPickle) {
      trust(wanted.model(), resolved(wanted.model(), follow), null);
    }
    return deploy(wanted.model(), follow, former.orElse(null), null);
  }

  /** Serves files: logged and registered unless the newest version has just these. */
  Served serve(Path from, ModelFolder folder) {
    Optional<JsonNode> former = deployment();
    if (former.isPresent()
        && (!text(former.get(), "model").equals(name)
            || !text(former.get(), "follows").startsWith("version:"))) {
      throw taken(former.get());
    }
    Brought brought = bring(from, folder);
    return deploy(name, "version:" + brought.version(), former.orElse(null), brought.run());
  }

  /**
   * Files as a version.
   *
   * @param run that they were logged in just now; null when they were there
   */
  record Brought(int version, @Nullable String run) {}

  /** Logs and registers the files unless the newest version has just these. */
  Brought bring(Path from, ModelFolder folder) {
    Map<String, String> digests = folder.digests();
    JsonNode newest = newest(name).orElse(null);
    String run = null;
    int version;
    if (newest != null && digests.equals(digests(newest.path("version").asInt()))) {
      version = newest.path("version").asInt();
      say("%s: these files are version %d of model %s already", from, version, name);
    } else {
      run = upload(from, folder);
      version = client.models().register(name, run, FOLDER).version();
      say("registered as version %d of model %s", version, name);
    }
    if (allowPickle) {
      trust(name, version, digests);
    }
    return new Brought(version, run);
  }

  private NoriaException taken(JsonNode former) {
    return new NoriaException(
        ErrorCode.ALREADY_EXISTS,
        "--name: the deployment "
            + name
            + " is there and follows "
            + text(former, "follows")
            + " of model "
            + text(former, "model")
            + " (expected: another name by --name)");
  }

  private Optional<JsonNode> deployment() {
    return client.find("/deployments/" + NoriaClient.segment(name));
  }

  private Optional<JsonNode> newest(String model) {
    Iterator<JsonNode> versions =
        client
            .find("/models/" + NoriaClient.segment(model) + "/versions?limit=1")
            .map(page -> page.path("items").iterator())
            .orElse(java.util.Collections.emptyIterator());
    return versions.hasNext() ? Optional.of(versions.next()) : Optional.empty();
  }

  private static String versionPath(String model, int version) {
    return "/models/" + NoriaClient.segment(model) + "/versions/" + version;
  }

  private Map<String, String> digests(int version) {
    try {
      return digests(client.get(versionPath(name, version) + "/files"));
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.FAILED_PRECONDITION || e.code() == ErrorCode.ALREADY_EXISTS) {
        // Its files are somewhere else, so they are not these.
        return Map.of();
      }
      throw e;
    }
  }

  private static Map<String, String> digests(JsonNode listing) {
    Map<String, String> digests = new TreeMap<>();
    listing.path("files").forEach(file -> digests.put(text(file, "path"), text(file, "sha256")));
    return digests;
  }

  private String upload(Path from, ModelFolder folder) {
    long size = folder.size();
    int files = folder.files().size();
    say("%s: sending %s, %s", from, files == 1 ? "1 file" : files + " files", Sizes.bytes(size));
    try (ActiveRun run = client.runs().start(EXPERIMENT, String.valueOf(from.getFileName()));
        ProgressLine line = ProgressLine.onTerminal(quiet)) {
      try {
        long sent = 0;
        for (Map.Entry<String, Path> file : folder.files().entrySet()) {
          long before = sent;
          client
              .artifacts()
              .upload(
                  run.id(),
                  FOLDER + "/" + file.getKey(),
                  file.getValue(),
                  bytes -> line.at("sending", Math.min(size, before + bytes), size));
          sent += Files.size(file.getValue());
        }
        return run.id();
      } catch (java.io.IOException | RuntimeException e) {
        run.end("FAILED");
        throw e instanceof RuntimeException known
            ? known
            : new NoriaException(ErrorCode.INVALID_ARGUMENT, from + ": " + e.getMessage(), e);
      }
    }
  }

  /** The version that the reference names now. */
  int resolved(String model, String follow) {
    if (follow.equals(ModelArgument.LATEST)) {
      return newest(model).orElseThrow(() -> noSuch(model, follow)).path("version").asInt();
    }
    int colon = follow.indexOf(':');
    String kind = follow.substring(0, colon);
    String value = follow.substring(colon + 1);
    return switch (kind) {
      case "version" -> Integer.parseInt(value);
      case "alias" ->
          client.models().byAlias(model, value).orElseThrow(() -> noSuch(model, follow)).version();
      default ->
          client.models().versions(model).stream()
              .filter(version -> version.stage().equals(value))
              .mapToInt(io.noria.client.Models.Version::version)
              .max()
              .orElseThrow(() -> noSuch(model, follow));
    };
  }

  private static NoriaException noSuch(String model, String follow) {
    return NoriaException.notFound(
        "MODEL: " + follow + " of model " + model + " names no version yet (expected: one)");
  }

  /** Allows these files and no others: the server compares what was seen with what is there. */
  void trust(String model, int version, @Nullable Map<String, String> seen) {
    String path = versionPath(model, version);
    JsonNode listing = client.get(path + "/files");
    if (seen != null && !seen.equals(digests(listing))) {
      throw new NoriaException(
          ErrorCode.ABORTED,
          "model %s version %d has other files than were sent (expected: nobody else writing them)"
              .formatted(model, version));
    }
    if (!listing.hasNonNull("trusted")) {
      JsonNode now = client.post(path + "/trust", Map.of("digest", text(listing, "digest")));
      say(
          "the files of %s version %d may be run from now on, by decision of %s",
          model, version, now.at("/trusted/by").asText());
    }
  }

  private Served deploy(
      String model, String follow, @Nullable JsonNode former, @Nullable String run) {
    say("loading %s of model %s", follow.replace(':', ' '), model);
    long began = System.nanoTime();
    JsonNode now =
        client.post("/deployments", Map.of("name", name, "model", model, "follow", follow));
    if (now.hasNonNull("problem")) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          text(now, "problem")
              + (now.hasNonNull("version")
                  ? "\nversion " + text(now, "version") + " goes on answering"
                  : ""));
    }
    if (!now.hasNonNull("version")) {
      say("%s of %s names no version yet; it answers as soon as one is there", follow, model);
    } else {
      say("%s", String.format(Locale.ROOT, "loaded in %.1f s", (System.nanoTime() - began) / 1e9));
    }
    JsonNode detail = client.get("/deployments/" + NoriaClient.segment(name));
    boolean changed =
        former == null
            || !former.path("version").equals(detail.path("version"))
            || !former.path("follows").equals(detail.path("follows"));
    String url = client.server().toString().replaceAll("/+$", "");
    return new Served(url, detail, changed, run);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }

  private void say(String form, Object... values) {
    if (!silent) {
      System.err.println(String.format(Locale.ROOT, form, values));
    }
  }
}
