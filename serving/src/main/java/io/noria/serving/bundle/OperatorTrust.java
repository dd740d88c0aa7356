package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.registry.TrustedFiles;
import io.noria.registry.VersionFiles;
import io.noria.serving.RunnableFiles;
import io.noria.serving.SentIn;
import io.noria.storage.object.Digest;
import io.noria.tracking.ArtifactStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server's rule and the recorded decisions allow. Thread-safe. */
public final class OperatorTrust implements RunnableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorTrust.class);

  private final SentIn rule;
  private final Registry registry;
  private final ArtifactStore artifacts;

  /** By the rule, with the decisions of the registry. */
  public OperatorTrust(SentIn rule, Registry registry, ArtifactStore artifacts) {
    this.rule = rule;
    this.registry = registry;
    this.artifacts = artifacts;
  }

  @Override
  public SentIn rule() {
    return rule;
  }

  @Override
  public Optional<String> refusal(String name, VersionFiles files) {
    return switch (rule) {
      case ALL -> Optional.empty();
      case NEVER ->
          Optional.of(
              "this server runs no pickles (noria.serving.allow-pickle: never; expected: a model"
                  + " that is data only, such as ONNX, XGBoost's or LightGBM's own file)");
      case NAMED ->
          registry.trustedFiles().find(files.digest()).isPresent()
              ? Optional.empty()
              : Optional.of(
                  "a pickle runs what its writer put into it, and nobody has allowed these files"
                      + " (expected: files you trust, allowed by `noria serve models:/"
                      + name
                      + " --allow-pickle`, or by POST /noria/v1/models/"
                      + path(name)
                      + "/trust)");
    };
  }

  private static String path(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0
        ? name
        : name.substring(0, slash).replace("/", "%2F") + "/versions/" + name.substring(slash + 1);
  }

  @Override
  public VersionFiles files(ModelVersionId version) {
    return VersionFiles.of(artifacts, registry.versions().folder(version));
  }

  @Override
  public Optional<TrustedFiles.Decision> decision(VersionFiles files) {
    return registry.trustedFiles().find(files.digest());
  }

  @Override
  public TrustedFiles.Decision trust(ModelVersionId version, @Nullable Digest expected) {
    if (rule == SentIn.NEVER) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED,
          "model " + version + ": this server runs no pickles (noria.serving.allow-pickle: never)");
    }
    VersionFiles files = files(version);
    if (files.files().isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "model " + version + ": it has no files");
    }
    Digest listing = files.digest();
    if (expected != null && !expected.equals(listing)) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: its files have the digest %s (expected: %s)"
              .formatted(version, listing, expected));
    }
    TrustedFiles.Decision decision = registry.trustedFiles().trust(version, listing);
    LOG.info("model={} files={} trusted by={}", version, listing, decision.by());
    return decision;
  }

  @Override
  public void withdraw(ModelVersionId version) {
    Digest listing = files(version).digest();
    registry.trustedFiles().withdraw(listing);
    LOG.info("model={} files={} trust withdrawn", version, listing);
  }
}
