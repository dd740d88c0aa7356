package io.noria.protocols.http;

import org.jspecify.annotations.Nullable;

/** Decides who is asking. Thread-safe; called for every request, so it must not touch a disk. */
public interface Gatekeeper {
  /** Lets everybody in as {@code local}: for a server on loopback without tokens, and for tests. */
  Gatekeeper LOCAL =
      new Gatekeeper() {
        @Override
        public boolean tokensRequired() {
          return false;
        }

        @Override
        public @Nullable String nameOf(String token) {
          return null;
        }
      };

  /** Whether a request must bring a token. Without tokens only loopback is listened on. */
  boolean tokensRequired();

  /** The name that the token was made for; null when it is not known. */
  @Nullable String nameOf(String token);
}
