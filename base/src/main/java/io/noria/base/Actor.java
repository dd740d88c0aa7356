package io.noria.base;

/**
 * Who is doing this: the token's name, {@code local} for an unauthenticated caller on loopback, or
 * {@code noria} for what the server does by itself. Bound per request by the HTTP layer.
 */
public final class Actor {
  /** The caller of the current scope. Unbound means the server itself. */
  public static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  /** The name of the server's own doings. */
  public static final String SERVER = "noria";

  private Actor() {}

  /** The name to record as "who". */
  public static String current() {
    return CURRENT.orElse(SERVER);
  }
}
