package io.noria.protocols.rest;

import java.time.Instant;
import java.util.List;

/** The tokens, as the server keeps them. */
public interface TokenBook {
  /** Whether callers need one. */
  boolean required();

  /** All, by name, without their secrets. */
  List<Listed> list();

  /** Makes one and returns its secret, which is not kept. */
  String create(String name);

  /** Takes one back. */
  void revoke(String name);

  /**
   * A token without its secret.
   *
   * @param name who carries it
   * @param createdAt when it was made
   * @param createdBy who made it
   */
  record Listed(String name, Instant createdAt, String createdBy) {}
}
