package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What all stores check and compute in the same way. */
final class Ranges {
  private Ranges() {}

  static void require(long offset, long length) {
    if (offset < 0 || length < 0) {
      throw NoriaException.invalid(
          "range: offset " + offset + ", length " + length + " (expected: both 0 or more)");
    }
  }

  static NoriaException missing(Digest digest) {
    return NoriaException.notFound("object: " + digest + " (expected: one that was stored)");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "this JVM has no SHA-256", e);
    }
  }

  static Digest digest(MessageDigest sha256) {
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }
}
