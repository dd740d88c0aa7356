package io.noria.base;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, as far as rules and limits look at it. Bound per request beside
 * {@link Actor} by the layer that speaks to the caller, and read only where somebody made a rule or
 * a limit. Used by the request's own thread.
 */
public interface Origin {
  /** That of the current scope. Unbound means the server itself. */
  ScopedValue<Origin> CURRENT = ScopedValue.newInstance();

  /** The server itself: no headers, no address. */
  Origin SERVER =
      new Origin() {
        @Override
        public @Nullable String header(String name) {
          return null;
        }

        @Override
        public String address() {
          return "";
        }
      };

  /** Of the request that is answered by this thread. */
  static Origin current() {
    return CURRENT.orElse(SERVER);
  }

  /**
   * The first value of a header, or of the metadata of a call.
   *
   * @param name in lower case
   * @return null when it did not come
   */
  @Nullable String header(String name);

  /** The caller's network address as text, without its port; empty when there is none. */
  String address();
}
