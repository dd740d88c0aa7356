package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.Inference;
import io.noria.serving.ServedModel;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.sql.SqlDeploymentStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers a question. One about a model that is still being loaded waits for it, so long
 * and no longer. Thread-safe.
 */
final class Questions {
  /** The header that names who is asked about. */
  private static final String SUBJECT = "noria-subject";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Map<String, LiveDeployment> live;
  private final SqlDeploymentStore store;
  private final BundleLoader bundles;
  private final InferenceCall.Ledger ledger;
  private final Late late;

  /**
   * What becomes of questions to a model that is not in memory.
   *
   * @param wake begins to load what was let go of
   * @param patience how long a question waits for a model that is being loaded
   */
  record Late(Consumer<LiveDeployment> wake, Duration patience) {}

  /** Over the deployments. */
  Questions(
      Map<String, LiveDeployment> live,
      SqlDeploymentStore store,
      BundleLoader bundles,
      InferenceCall.Ledger ledger,
      Late late) {
    this.live = live;
    this.store = store;
    this.bundles = bundles;
    this.ledger = ledger;
    this.late = late;
  }

  /**
   * Begins a request.
   *
   * @param subject who is asked about, for variants; null when it has no say
   * @throws NoriaException NOT_FOUND, or UNAVAILABLE without a version
   */
  Inference infer(String name, @Nullable String subject) {
    LiveDeployment deployment = live(name);
    Toll.Account account = enter(deployment);
    var call = new InferenceCall(deployment, held(deployment, subject), ledger).charged(account);
    return deployment.arms().asksRow() ? call.undecided(subject) : call;
  }

  /**
   * Answers a question in tensors.
   *
   * @throws NoriaException NOT_FOUND, or UNAVAILABLE without a version
   */
  TensorAnswer infer(String name, TensorRequest request) {
    LiveDeployment deployment = live(name);
    Integer version = request.version();
    ServedModel readFor = request.readFor();
    String subject = request.caller().getOrDefault(SUBJECT, request.key());
    TensorRequest asked = request;
    Toll.Account account = enter(deployment);
    LiveDeployment.Pinned pinned;
    if (readFor != null && readFor.handle() instanceof Bundle bundle) {
      pinned = alone(bundle);
    } else if (readFor != null && readFor.handle() instanceof TensorChoice.Reader reader) {
      pinned =
          require(
              deployment, () -> TensorChoice.choose(deployment, reader.bundle(), request, subject));
      asked = TensorChoice.asked(request, readFor, pinned.bundle());
    } else if (version == null) {
      pinned = require(deployment, () -> chosen(deployment, request, subject));
    } else {
      pinned = pinned(deployment, version);
    }
    try (InferenceCall call = new InferenceCall(deployment, pinned, ledger)) {
      return call.charged(account).answer(asked);
    }
  }

  /** Lets the caller in, before anything is held; null when nobody is limited. */
  private static Toll.@Nullable Account enter(LiveDeployment deployment) {
    Toll toll = deployment.toll();
    return toll == null ? null : toll.enter();
  }

  private static LiveDeployment.@Nullable Pinned chosen(
      LiveDeployment deployment, TensorRequest request, @Nullable String subject) {
    Arms arms = deployment.arms();
    LiveDeployment.Pinned own = arms.own();
    return own != null && arms.asksRow()
        ? TensorChoice.choose(deployment, own.bundle(), request, subject)
        : deployment.pin(subject);
  }

  /** What a version takes and gives; null for the one that answers now. */
  ServedModel served(String name, @Nullable Integer version) {
    LiveDeployment deployment = live(name);
    return served(deployment, version == null ? pinned(name) : pinned(deployment, version), false);
  }

  /** What the version takes and gives that answers the subject's requests. */
  ServedModel chosen(String name, @Nullable Integer version, @Nullable String subject) {
    LiveDeployment deployment = live(name);
    return served(
        deployment,
        version == null ? held(deployment, subject) : pinned(deployment, version),
        version == null && deployment.arms().asksRow());
  }

  /** Holds a version for one request alone. */
  private static LiveDeployment.Pinned alone(Bundle bundle) {
    var pinned = new LiveDeployment.Pinned(bundle);
    pinned.acquire();
    pinned.retire();
    return pinned;
  }

  /**
   * Tells about the version.
   *
   * @param open whether it only reads the question, and the row decides who answers
   */
  private ServedModel served(
      LiveDeployment deployment, LiveDeployment.Pinned pinned, boolean open) {
    try {
      Bundle bundle = pinned.bundle();
      boolean rows = !(bundle.scorer() instanceof TensorScorer own) || own.mapping() != null;
      return new ServedModel(
          deployment.name(),
          bundle.model(),
          bundle.version(),
          versions(deployment),
          bundle.scorer().platform(),
          bundle.tensorInputs(),
          bundle.tensorOutputs(),
          rows ? bundle.inputs() : List.of(),
          rows ? bundle.target() : null,
          open ? new TensorChoice.Reader(bundle) : bundle);
    } finally {
      pinned.release();
    }
  }

  private LiveDeployment.Pinned pinned(LiveDeployment deployment, int version) {
    LiveDeployment.Pinned pinned = numbered(deployment, version);
    if (pinned == null) {
      awaited(deployment);
      pinned = numbered(deployment, version);
    }
    if (pinned == null) {
      throw NoriaException.notFound(
          "deployment %s: version %d does not answer (expected: one of %s)"
              .formatted(deployment.name(), version, versions(deployment)));
    }
    return pinned;
  }

  private LiveDeployment.@Nullable Pinned numbered(LiveDeployment deployment, int version) {
    LiveDeployment.Pinned pinned = deployment.pin(version);
    // Without its own version in memory, its name says which model the number is of.
    return pinned == null && deployment.arms().own() == null
        ? deployment.pin(model(deployment), version)
        : pinned;
  }

  /** The deployment's own model, in memory or not. */
  private String model(LiveDeployment deployment) {
    LiveDeployment.Pinned own = deployment.arms().own();
    if (own != null) {
      return own.bundle().model();
    }
    ModelVersionId asleep = deployment.asleep();
    return asleep == null ? row(deployment.name()).model() : asleep.model();
  }

  /** The numbers that a question may name, ascending. */
  private List<Integer> versions(LiveDeployment deployment) {
    return deployment.arms().versions(model(deployment));
  }

  /** Who answers the subject's questions, held. */
  private LiveDeployment.Pinned held(LiveDeployment deployment, @Nullable String subject) {
    LiveDeployment.Pinned pinned = deployment.pin(subject);
    return pinned == null ? require(deployment, () -> deployment.pin(subject)) : pinned;
  }

  private LiveDeployment.Pinned require(
      LiveDeployment deployment, Supplier<LiveDeployment.@Nullable Pinned> choice) {
    LiveDeployment.Pinned pinned = choice.get();
    if (pinned == null && awaited(deployment)) {
      pinned = choice.get();
    }
    if (pinned == null) {
      if (deployment.asleep() != null) {
        throw NoriaException.unavailable(
            "deployment %s: its model was let go of to save memory and cannot be loaded again now"
                .formatted(deployment.name()),
            RETRY_AFTER,
            null);
      }
      throw none(deployment.name());
    }
    return pinned;
  }

  /**
   * Waits for the deployment's version if it is being loaded.
   *
   * @return whether there was something to wait for
   * @throws NoriaException UNAVAILABLE when it is not loaded in time
   */
  private boolean awaited(LiveDeployment deployment) {
    if (deployment.asleep() != null) {
      late.wake().accept(deployment);
    }
    CompletableFuture<Void> loading = deployment.loading();
    if (loading == null) {
      return false;
    }
    try {
      loading.get(late.patience().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      throw NoriaException.unavailable(
          "deployment %s: its model is still being loaded (waited %s s)"
              .formatted(deployment.name(), late.patience().toMillis() / 1000.0),
          RETRY_AFTER,
          null);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while a model was loaded", e);
    }
  }

  private NoriaException none(String name) {
    Deployment row = store.find(name).orElse(null);
    if (row == null) {
      return NoriaException.notFound("deployment: " + name);
    }
    String problem = row.problem();
    return new NoriaException(
        ErrorCode.UNAVAILABLE,
        "deployment "
            + name
            + (row.version() != null && problem != null
                ? ": its version is not loaded: " + problem
                : ": has no version yet (it follows " + row.follow() + ")"));
  }

  /**
   * Begins to record what a version answered elsewhere; null for the one that answers now.
   *
   * @throws NoriaException NOT_FOUND, or UNAVAILABLE without a version
   */
  Inference recording(String name, @Nullable Integer version) {
    LiveDeployment.Pinned pinned;
    if (version == null) {
      pinned = pinned(name);
    } else {
      pinned = alone(bundles.load(row(name).model(), version));
    }
    return new InferenceCall(live(name), pinned, ledger).unasked();
  }

  private Deployment row(String name) {
    return store
        .find(name)
        .orElseThrow(() -> NoriaException.notFound("deployment: " + Rows.shortened(name)));
  }

  private LiveDeployment.Pinned pinned(String name) {
    LiveDeployment deployment = live(name);
    return require(deployment, deployment::pin);
  }

  /** The bundle that answers now; null without a deployment or version. */
  @Nullable Bundle answering(String name) {
    LiveDeployment deployment = live.get(name);
    if (deployment == null) {
      return null;
    }
    LiveDeployment.Pinned pinned = deployment.pin();
    if (pinned == null && awaited(deployment)) {
      pinned = deployment.pin();
    }
    if (pinned == null) {
      return null;
    }
    pinned.release();
    return pinned.bundle();
  }

  /**
   * The deployment of the name.
   *
   * @throws NoriaException NOT_FOUND with the names there are
   */
  LiveDeployment live(String name) {
    LiveDeployment deployment = live.get(name);
    if (deployment == null) {
      throw NoriaException.notFound(
          "deployment: "
              + Rows.shortened(name)
              + " (there is: "
              + String.join(", ", live.keySet().stream().sorted().toList())
              + ")");
    }
    return deployment;
  }
}
