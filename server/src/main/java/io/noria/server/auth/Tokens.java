package io.noria.server.auth;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Gatekeeper;
import io.noria.server.auth.sql.SqlTokenStore;
import io.noria.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of this server. As long as there is none, callers on this machine are let in without;
 * from the first on, everybody needs one. Thread-safe; {@link #nameOf} reads memory only, so that
 * it may be asked for every request.
 */
public final class Tokens implements Gatekeeper {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
  private static final int SECRET_BYTES = 32;

  private final SqlTokenStore store;
  private final SecureRandom random = new SecureRandom();
  private volatile Map<String, String> namesByHash;

  private Tokens(SqlTokenStore store) {
    this.store = store;
    this.namesByHash = store.namesByHash();
  }

  /** The tokens of the database. */
  public static Tokens open(Database db) {
    return new Tokens(new SqlTokenStore(db));
  }

  /**
   * Makes a token.
   *
   * @return its secret, which is not kept and cannot be shown again
   * @throws NoriaException INVALID_ARGUMENT for a name of another form, ALREADY_EXISTS
   */
  public String create(String name) {
    if (!NAME.matcher(name).matches()) {
      throw NoriaException.invalid(
          "name: " + name + " (expected: up to 100 letters, digits and . _ @ -)");
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String token = "noria_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    store.insert(name, hash(token));
    reload();
    return token;
  }

  /** All tokens by name. */
  public List<Token> list() {
    return store.list();
  }

  /** Takes the token back: its carrier is refused from now on. */
  public void revoke(String name) {
    if (!store.delete(name)) {
      throw NoriaException.notFound("token: " + name + " (expected: the name of a token)");
    }
    reload();
  }

  /** Reads the tokens again; other processes may have changed them. */
  public void reload() {
    namesByHash = store.namesByHash();
  }

  @Override
  public boolean tokensRequired() {
    return !namesByHash.isEmpty();
  }

  @Override
  public @Nullable String nameOf(String token) {
    return namesByHash.get(hash(token));
  }

  private static String hash(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "this JVM has no SHA-256", e);
    }
  }
}
