package io.noria.registry;

import io.noria.storage.object.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * Models' files that somebody decided may be run although they were sent in, by the {@linkplain
 * VersionFiles#digest() digest of their listing}: a file more, less or other, and nobody decided
 * anything. Thread-safe.
 */
public interface TrustedFiles {
  /**
   * A decision that stands.
   *
   * @param digest of the listing
   * @param version the version that was named
   * @param by who decided
   * @param at when
   */
  record Decision(Digest digest, ModelVersionId version, String by, Instant at) {}

  /** Records the decision in the caller's name; one that stands already is kept. */
  Decision trust(ModelVersionId version, Digest listing);

  /** Takes it back in the caller's name; what is not trusted is no error. */
  void withdraw(Digest listing);

  /** The decision that stands for these files. */
  Optional<Decision> find(Digest listing);
}
