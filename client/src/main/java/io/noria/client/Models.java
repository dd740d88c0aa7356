package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Registered models, their versions, aliases, stages, tags and cards. Thread-safe. */
public final class Models {
  private final NoriaClient client;

  Models(NoriaClient client) {
    this.client = client;
  }

  /**
   * A version.
   *
   * @param model the model's name
   * @param version the number
   * @param stage Development, Staging, Production or Archived
   * @param aliases that point at it
   * @param run the run that made it, or null
   * @param tags by key
   * @param createdAt when it was registered
   */
  public record Version(
      String model,
      int version,
      String stage,
      List<String> aliases,
      @Nullable String run,
      Map<String, String> tags,
      Instant createdAt) {
    static Version of(JsonNode node) {
      return new Version(
          node.path("model").asText(),
          node.path("version").asInt(),
          node.path("stage").asText(),
          Fields.texts(node.path("aliases")),
          Fields.orNull(node, "run"),
          Fields.map(node.path("tags")),
          Instant.parse(node.path("created_at").asText()));
    }
  }

  /**
   * Where a version stood.
   *
   * @param name the stage or the alias
   * @param version which version
   * @param since since when
   * @param by who brought it there
   * @param why in their words
   * @param verdict the address of the verdict that it rests on, or null
   */
  public record Stood(
      String name, int version, Instant since, String by, String why, @Nullable String verdict) {
    static Stood of(JsonNode node) {
      return new Stood(
          node.path("name").asText(),
          node.path("version").asInt(),
          Instant.parse(node.path("since").asText()),
          node.path("by").asText(),
          node.path("why").asText(),
          Fields.orNull(node, "verdict"));
    }
  }

  private static String path(String model) {
    return "/models/" + NoriaClient.segment(model);
  }

  private static String path(String model, int version) {
    return path(model) + "/versions/" + version;
  }

  /** Creates the model unless it is there. */
  public void ensure(String model) {
    if (client.find(path(model)).isEmpty()) {
      try {
        client.post("/models", Map.of("name", model));
      } catch (NoriaException e) {
        if (e.code() != io.noria.base.ErrorCode.ALREADY_EXISTS) {
          throw e;
        }
      }
    }
  }

  /** The names of all models; pages are fetched as they are asked for. */
  public Stream<String> names() {
    return Pages.of(client, "/models").map(node -> node.path("name").asText());
  }

  /** Registers a folder of a run's artifacts as the model's next version; the model is made. */
  public Version register(String model, String run, String path) {
    ensure(model);
    return Version.of(client.post(path(model) + "/versions", Map.of("run", run, "path", path)));
  }

  /** The version; NOT_FOUND when there is none. */
  public Version get(String model, int version) {
    return Version.of(client.get(path(model, version)));
  }

  /**
   * Fetches the version's files into the folder, each checked against its digest.
   *
   * @return the listing: {@code VersionFiles} of the API's document
   * @throws NoriaException DATA_LOSS when a file is not the one that is listed
   */
  public JsonNode download(String model, int version, Path folder) {
    JsonNode listing = client.get(path(model, version) + "/files");
    Path root = folder.toAbsolutePath().normalize();
    for (JsonNode file : listing.path("files")) {
      String path = file.path("path").asText();
      Path target = root.resolve(path).normalize();
      if (!target.startsWith(root) || target.equals(root)) {
        throw new NoriaException(
            ErrorCode.DATA_LOSS, "file " + path + ": leads out of the version's folder");
      }
      String content = path(model, version) + "/files/content?path=" + NoriaClient.segment(path);
      try (InputStream bytes = client.stream(content).body()) {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
        Files.copy(new DigestInputStream(bytes, sha), target, StandardCopyOption.REPLACE_EXISTING);
        String digest = HexFormat.of().formatHex(sha.digest());
        if (!digest.equals(file.path("sha256").asText())) {
          throw new NoriaException(
              ErrorCode.DATA_LOSS,
              "file %s: digest %s (expected: %s)"
                  .formatted(path, digest, file.path("sha256").asText()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("fetching " + path + " of " + model + "/" + version, e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    return listing;
  }

  /** The model's versions, newest first. */
  public List<Version> versions(String model) {
    return Pages.of(client, path(model) + "/versions").map(Version::of).toList();
  }

  /** The version that the alias points at. */
  public Optional<Version> byAlias(String model, String alias) {
    return versions(model).stream()
        .filter(version -> version.aliases().contains(alias))
        .findFirst();
  }

  /**
   * Points the alias at the version.
   *
   * @throws NoriaException PERMISSION_DENIED when a gate or the alias's protection refuses it
   */
  public Version setAlias(String model, String alias, int version, String why) {
    return Version.of(
        client.post(
            path(model) + "/aliases", Map.of("alias", alias, "version", version, "why", why)));
  }

  /** Drops the alias. */
  public void dropAlias(String model, String alias) {
    client.delete(path(model) + "/aliases/" + NoriaClient.segment(alias));
  }

  /**
   * Moves the version to the stage.
   *
   * @param stage Development, Staging, Production or Archived
   */
  public Version setStage(String model, int version, String stage, String why) {
    return Version.of(
        client.post(path(model, version) + "/stage", Map.of("stage", stage, "why", why)));
  }

  /** Sets tags of the version; a null value deletes one. */
  public Version tag(String model, int version, Map<String, ? extends @Nullable String> tags) {
    return Version.of(client.patch(path(model, version), Map.of("tags", new HashMap<>(tags))));
  }

  /** Sets the version's description, which is Markdown. */
  public Version describe(String model, int version, String description) {
    return Version.of(client.patch(path(model, version), Map.of("description", description)));
  }

  /** Registers a copy under another model. */
  public Version copy(String model, int version, String to) {
    return Version.of(client.post(path(model, version) + "/copy", Map.of("to", to)));
  }

  /** What each alias pointed at, at the moment. */
  public List<Stood> aliasesAt(String model, Instant moment) {
    return stood(model, moment, "aliases");
  }

  /** What stood in each stage at the moment, Production first. */
  public List<Stood> stagesAt(String model, Instant moment) {
    return stood(model, moment, "stages");
  }

  private List<Stood> stood(String model, Instant moment, String what) {
    JsonNode answer =
        client.get(path(model) + "/at?time=" + NoriaClient.segment(moment.toString()));
    return Stream.of(answer.path(what))
        .flatMap(list -> java.util.stream.StreamSupport.stream(list.spliterator(), false))
        .map(Stood::of)
        .toList();
  }

  /**
   * The version's card.
   *
   * @param format {@code huggingface}, {@code md} (both Markdown) or {@code mct} (JSON)
   */
  public String card(String model, int version, String format) {
    return client.text(path(model, version) + "/card?format=" + NoriaClient.segment(format));
  }
}
