package io.noria.serving.deployment;

import io.noria.base.Origin;
import io.noria.serving.Variant;
import io.noria.serving.bundle.Bundle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who answers now and who listens. Immutable but for the counts of those who hold a version.
 *
 * @param own the deployment's own version; null as long as there is none
 * @param split those that answer a share, in the order of their places
 * @param shadows those that listen
 * @param routing what is looked at before the shares; null without rules
 */
record Arms(
    LiveDeployment.@Nullable Pinned own,
    List<Arm> split,
    List<Shadow> shadows,
    @Nullable Routing routing) {
  static final Arms NONE = new Arms(null, List.of(), List.of(), null);

  private static final int PLACES = 10_000;

  /** A variant that answers. */
  record Arm(Variant variant, LiveDeployment.Pinned pinned) {}

  /** Copies. */
  Arms {
    split = List.copyOf(split);
    shadows = List.copyOf(shadows);
  }

  /** The same with another version of the deployment's own. */
  Arms withOwn(LiveDeployment.@Nullable Pinned other) {
    return new Arms(other, split, shadows, routing);
  }

  /** Whether the request's row must be read before it is clear who answers. */
  boolean asksRow() {
    return own != null && routing != null && routing.fields();
  }

  /**
   * The version for the request; null when there is none. Where rules ask for the row it is the
   * deployment's own, which is to read it.
   */
  LiveDeployment.@Nullable Pinned choose(String deployment, @Nullable String subject) {
    // Without its own version nobody reads the row: whoever asks waits for it, or hears so.
    return routing != null && routing.fields() ? own : choose(deployment, subject, null);
  }

  /**
   * The version for the request; null when there is none.
   *
   * @param row its first row; null when it has none
   */
  LiveDeployment.@Nullable Pinned choose(
      String deployment, @Nullable String subject, Routing.@Nullable FirstRow row) {
    if (routing != null) {
      Routing.Way way = routing.find(Origin.current(), row);
      if (way != null) {
        return way.pinned() == null ? own : way.pinned();
      }
    }
    if (split.isEmpty()) {
      return own;
    }
    double place =
        subject == null
            ? ThreadLocalRandom.current().nextDouble() * 100
            : place(deployment, subject) * 100.0 / PLACES;
    double taken = 0;
    for (Arm arm : split) {
      taken += arm.variant().share();
      if (place < taken) {
        return arm.pinned();
      }
    }
    return own;
  }

  /**
   * The version if it is one of those that answer; null otherwise, and as long as the deployment's
   * own is not in memory. A number means a version of the deployment's own model: variants of
   * others may have the same number.
   */
  LiveDeployment.@Nullable Pinned version(int version) {
    return own == null ? null : version(own.bundle().model(), version);
  }

  /** The version of the model if it is one of those that answer; null otherwise. */
  LiveDeployment.@Nullable Pinned version(String model, int version) {
    if (own != null && is(own, model, version)) {
      return own;
    }
    for (Arm arm : split) {
      if (is(arm.pinned(), model, version)) {
        return arm.pinned();
      }
    }
    return null;
  }

  private static boolean is(LiveDeployment.Pinned pinned, String model, int version) {
    return pinned.bundle().version() == version && pinned.bundle().model().equals(model);
  }

  /** The numbers of the model's versions that answer, ascending. */
  List<Integer> versions(String model) {
    TreeSet<Integer> versions = new TreeSet<>();
    if (own != null && own.bundle().model().equals(model)) {
      versions.add(own.bundle().version());
    }
    for (Arm arm : split) {
      if (arm.pinned().bundle().model().equals(model)) {
        versions.add(arm.pinned().bundle().version());
      }
    }
    return List.copyOf(versions);
  }

  /** The variant that answers with the bundle; empty when it is the deployment's own. */
  String variant(Bundle bundle) {
    if (split.isEmpty() || (own != null && own.bundle() == bundle)) {
      return "";
    }
    for (Arm arm : split) {
      if (arm.pinned().bundle() == bundle) {
        return arm.variant().name();
      }
    }
    return "";
  }

  /** The subject's place, 0 to 9,999; see {@link io.noria.serving.Traffic}. */
  static int place(String deployment, String subject) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : (deployment + "\0" + subject).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (int) Long.remainderUnsigned(hash, PLACES);
  }
}
