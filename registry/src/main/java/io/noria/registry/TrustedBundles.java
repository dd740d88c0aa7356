package io.noria.registry;

import io.noria.storage.object.Digest;
import io.noria.tracking.RunId;
import java.util.Optional;

/**
 * The bundles that training of our own made, by the digest of their {@code noria.json}, which names
 * the digests of all their files. Only these may have a program of theirs run; whatever was sent in
 * from elsewhere, under whatever name, may not. Thread-safe.
 */
public interface TrustedBundles {
  /**
   * Records that the run's own training wrote the file; a digest that is known keeps its first run.
   *
   * @param info digest of {@code noria.json}
   */
  void trust(Digest info, RunId run);

  /** The run whose training wrote the file; empty when none of ours did. */
  Optional<RunId> find(Digest info);
}
