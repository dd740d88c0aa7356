package io.noria.project.wheel;

import io.noria.project.ProjectSpec.Versioning;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** What versions are called. */
public final class Labels {
  private Labels() {}

  /** The label of the period that the moment is in, by the calendar in UTC. */
  public static String of(Versioning versioning, Instant moment) {
    return Period.label(versioning, moment);
  }

  /** The SHA-256 of a text. */
  public static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
