package io.noria.serving.deployment;

import io.noria.registry.ModelVersionId;
import io.noria.serving.Canary;
import io.noria.serving.VersionLoad;
import io.noria.serving.sql.SqlCanaryStore.Count;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this server was asked in each canary's present step: pictures of the counters from when it
 * heard of the step. Thread-safe.
 */
final class CanaryCounts {
  private final Map<String, Begun> begun = new HashMap<>();

  /** The pictures at the beginning of a step. */
  private record Begun(int step, VersionLoad canary, VersionLoad base) {}

  /** What happened since. */
  record Both(Count canary, Count base) {}

  /** Begins the step if it is another than the one that is counted. */
  synchronized void begin(Canary canary, LiveDeployment live) {
    Begun known = begun.get(canary.id());
    if (known == null || known.step() != canary.step()) {
      begun.put(
          canary.id(),
          new Begun(canary.step(), load(live, version(canary)), load(live, base(canary))));
    }
  }

  /** What happened in the step here. */
  synchronized Both since(Canary canary, LiveDeployment live) {
    begin(canary, live);
    Begun from = java.util.Objects.requireNonNull(begun.get(canary.id()));
    return new Both(
        count(from.canary(), load(live, version(canary))),
        count(from.base(), load(live, base(canary))));
  }

  /** Forgets those that are over. */
  synchronized void keep(Collection<Canary> underWay) {
    Set<String> ids = underWay.stream().map(Canary::id).collect(Collectors.toSet());
    begun.keySet().retainAll(ids);
  }

  private static Count count(VersionLoad from, VersionLoad to) {
    return new Count(Math.max(0, to.failed() - from.failed()), to.latency().since(from.latency()));
  }

  private static VersionLoad load(LiveDeployment live, ModelVersionId version) {
    return live.load(version);
  }

  static ModelVersionId version(Canary canary) {
    return new ModelVersionId(canary.plan().model(), canary.version());
  }

  static ModelVersionId base(Canary canary) {
    return new ModelVersionId(canary.baseModel(), canary.baseVersion());
  }
}
