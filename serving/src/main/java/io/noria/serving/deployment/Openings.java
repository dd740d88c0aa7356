package io.noria.serving.deployment;

import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.Variant;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.sql.SqlVariantStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads deployments' models in the background, a few at once. One that takes long gives its place
 * to the next, so that it delays nobody. Thread-safe.
 */
final class Openings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Openings.class);
  private static final long PLACE_SECONDS = 5;
  private static final Duration WATCH = Duration.ofSeconds(5);

  private final SqlVariantStore variants;
  private final BundleLoader bundles;
  private final Resolving resolving;
  private final TrafficService traffic;
  private final Semaphore places =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Openings(
      SqlVariantStore variants, BundleLoader bundles, Resolving resolving, TrafficService traffic) {
    this.variants = variants;
    this.bundles = bundles;
    this.resolving = resolving;
    this.traffic = traffic;
  }

  /** After a start: all that are recorded, those with the smallest files first. */
  void openAll(List<Deployment> recorded, Map<String, LiveDeployment> live) {
    recorded.forEach(each -> {
      LiveDeployment own = live.get(each.name());
      if (own != null) {
        own.loading(new CompletableFuture<>());
      }
    });
    background(
        "noria-opening",
        () -> {
          Map<String, Long> bytes =
              recorded.stream().collect(Collectors.toMap(Deployment::name, this::bytes));
          List<Deployment> smallFirst =
              recorded.stream()
                  .sorted(Comparator.comparing(each -> bytes.getOrDefault(each.name(), 0L)))
                  .toList();
          for (Deployment each : smallFirst) {
            LiveDeployment own = live.get(each.name());
            if (own != null) {
              Place place = new Place();
              background("noria-open", () -> open(each, own, place));
            }
          }
        });
  }

  private long bytes(Deployment deployment) {
    Integer version = deployment.version();
    try {
      return version == null
          ? 0
          : bundles.fileBytes(new ModelVersionId(deployment.model(), version));
    } catch (RuntimeException e) {
      // What is wrong with it shows when it is loaded.
      return 0;
    }
  }

  private void open(Deployment deployment, LiveDeployment own, Place place) {
    try (place) {
      CompletableFuture<Void> variants = variants(deployment.name());
      boolean inTime = ended(variants, PLACE_SECONDS);
      if (inTime) {
        // Before its own version answers, so that nobody's questions change sides.
        traffic.open(own);
      }
      Integer version = deployment.version();
      if (version != null) {
        var recorded = new ModelVersionId(deployment.model(), version);
        boolean newest =
            resolving
                .wanted(deployment.model(), deployment.follow())
                .filter(recorded::equals)
                .isPresent();
        if (!newest) {
          // The recorded version first, so that there is an answer, then the newest.
          takeOver(own, recorded);
        }
      }
      resolving.resolve(deployment.name(), "the server started", null);
      own.loaded();
      if (!inTime) {
        ended(variants, Long.MAX_VALUE / 1_000_000_000);
        traffic.open(own);
      }
    } finally {
      own.loaded();
    }
  }

  /**
   * Loads what the deployment's variants answer with; what is wrong shows where they are opened.
   */
  private CompletableFuture<Void> variants(String deployment) {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    for (Variant variant : variants.list(deployment).variants()) {
      var done = new CompletableFuture<Void>();
      background(
          "noria-open",
          () -> {
            try {
              resolving
                  .wanted(variant.model(), variant.follow())
                  .ifPresent(id -> bundles.load(id.model(), id.version()));
            } finally {
              done.complete(null);
            }
          });
      begun.add(done);
    }
    return CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new));
  }

  private static boolean ended(CompletableFuture<Void> work, long seconds) {
    try {
      work.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void takeOver(LiveDeployment own, ModelVersionId id) {
    try {
      resolving.takeOver(own, id);
      own.loaded();
    } catch (NoriaException e) {
      LOG.warn("deployment={} version={} not loaded: {}", own.name(), id.version(), e.getMessage());
    }
  }

  /** Has it answer with a version that another server swapped to; returns at once. */
  CompletableFuture<Void> follow(LiveDeployment own, ModelVersionId id) {
    var done = new CompletableFuture<Void>();
    if (!own.beginTakingOver(id)) {
      done.complete(null);
      return done;
    }
    background(
        "noria-open",
        () -> {
          try (Place place = new Place()) {
            takeOver(own, id);
          } finally {
            own.endTakingOver();
            done.complete(null);
          }
        });
    return done;
  }

  /** Loads again what was let go of; returns at once. */
  void wake(LiveDeployment own) {
    if (!own.beginWaking()) {
      return;
    }
    background(
        "noria-wake",
        () -> {
          ModelVersionId id = own.asleep();
          try {
            // Another may have been swapped in meanwhile, and have been put to sleep as well.
            while (id != null && !own.wake(bundles.load(id.model(), id.version()))) {
              id = own.asleep();
            }
            LOG.info("deployment={} version={} loaded again", own.name(), id);
          } catch (NoriaException e) {
            LOG.warn("deployment={} version={} not loaded: {}", own.name(), id, e.getMessage());
          } finally {
            own.loaded();
          }
        });
  }

  /** Puts the deployment to sleep that was not asked for longest; whether there was one. */
  static boolean sleep(Collection<LiveDeployment> all) {
    List<LiveDeployment> longestFirst =
        all.stream().sorted(Comparator.comparing(LiveDeployment::lastAsked)).toList();
    for (LiveDeployment each : longestFirst) {
      if (each.sleep()) {
        LOG.info("deployment={} version={} sleeps", each.name(), each.asleep());
        return true;
      }
    }
    return false;
  }

  /** From here on looks every few seconds whether models have grown beyond what they may take. */
  void watch() {
    background(
        "noria-memory",
        () -> {
          while (!closed) {
            try {
              Thread.sleep(WATCH);
            } catch (InterruptedException e) {
              return;
            }
            bundles.trim();
          }
        });
  }

  private void background(String name, Runnable work) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                if (!closed) {
                  work.run();
                }
              } catch (RuntimeException e) {
                if (!closed) {
                  LOG.warn("event=opening_failed error=\"{}\"", e.toString());
                }
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** One of the places for loading, held until it is loaded or has taken long. */
  private final class Place implements AutoCloseable {
    private final AtomicBoolean given = new AtomicBoolean();

    Place() {
      places.acquireUninterruptibly();
      CompletableFuture.delayedExecutor(PLACE_SECONDS, TimeUnit.SECONDS).execute(this::close);
    }

    @Override
    public void close() {
      if (given.compareAndSet(false, true)) {
        places.release();
      }
    }
  }

  /** Waits for what goes on, for a moment. */
  @Override
  public void close() {
    closed = true;
    List<Thread> left = List.copyOf(threads);
    left.forEach(Thread::interrupt);
    for (Thread thread : left) {
      try {
        thread.join(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
