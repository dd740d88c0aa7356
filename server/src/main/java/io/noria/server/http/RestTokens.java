package io.noria.server.http;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.rest.TokenBook;
import io.noria.server.auth.Tokens;
import java.util.List;

/** The tokens as the REST API sees them. */
public final class RestTokens implements TokenBook {
  private final Tokens tokens;
  private final boolean loopback;

  /** Over the tokens; {@code loopback} says that only this machine can reach the server. */
  public RestTokens(Tokens tokens, boolean loopback) {
    this.tokens = tokens;
    this.loopback = loopback;
  }

  @Override
  public boolean required() {
    return tokens.tokensRequired();
  }

  @Override
  public List<Listed> list() {
    return tokens.list().stream()
        .map(token -> new Listed(token.name(), token.createdAt(), token.createdBy()))
        .toList();
  }

  @Override
  public String create(String name) {
    return tokens.create(name);
  }

  @Override
  public void revoke(String name) {
    if (!loopback && tokens.list().size() == 1) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "token "
              + name
              + ": the last one (expected: make another first, since other machines reach this"
              + " server)");
    }
    tokens.revoke(name);
  }
}
