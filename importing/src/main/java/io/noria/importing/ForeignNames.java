package io.noria.importing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names of other systems as they can stand here. The same name always becomes the same name, and
 * two different ones never become one: a name that had to be changed carries eight digits of its
 * digest.
 */
public final class ForeignNames {
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_SEGMENT = 200;
  private static final int LONGEST_PATH = 900;
  private static final long FIRST_EXPERIMENT = 100_000_000_000_000_000L;

  private ForeignNames() {}

  /**
   * A metric's, param's or tag's key: letters, digits, {@code _ - . / :} and spaces, at most 250.
   */
  public static String key(String raw) {
    StringBuilder clean = new StringBuilder();
    raw.codePoints()
        .forEach(c ->
            clean.appendCodePoint(
                Character.isLetterOrDigit(c) || "_-./: ".indexOf(c) >= 0 ? c : '_'));
    return changed(raw, segments(clean.toString()), LONGEST_KEY);
  }

  /** A relative path of an artifact, that leads nowhere else. */
  public static String path(String raw) {
    StringBuilder clean = new StringBuilder();
    raw.codePoints().forEach(c -> clean.appendCodePoint(c < 32 || c == 127 || c == '\\' ? '_' : c));
    return changed(raw, segments(clean.toString()), LONGEST_PATH);
  }

  /** A registered model's name: without {@code /} and {@code :}, at most 256 characters. */
  public static String model(String raw) {
    String clean = raw.strip().replaceAll("[/:\\p{Cntrl}]", "_");
    return changed(raw.strip(), clean.isEmpty() ? "model" : clean, 256);
  }

  /** Whether a run may have this id. */
  public static boolean isRunId(String id) {
    return id.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,255}");
  }

  /** 32 hexadecimal digits that stand for these parts, always the same ones. */
  public static String digest(String... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        sha.update(part.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** An experiment's id of 18 digits that stands for the name. */
  public static String experimentId(String system, String name) {
    long hash = Long.parseUnsignedLong(digest(system, name).substring(0, 15), 16);
    return Long.toString(FIRST_EXPERIMENT + hash % (9 * FIRST_EXPERIMENT));
  }

  private static String segments(String path) {
    List<String> kept = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (segment.equals(".") || segment.equals("..")) {
        kept.add("_");
      } else if (!segment.isBlank()) {
        kept.add(
            segment.length() > LONGEST_SEGMENT ? segment.substring(0, LONGEST_SEGMENT) : segment);
      }
    }
    return kept.isEmpty() ? "_" : String.join("/", kept);
  }

  private static String changed(String raw, String clean, int longest) {
    if (clean.equals(raw) && clean.length() <= longest) {
      return clean;
    }
    String head = clean.length() > longest - 9 ? clean.substring(0, longest - 9) : clean;
    if (Character.isHighSurrogate(head.charAt(head.length() - 1))) {
      head = head.substring(0, head.length() - 1);
    }
    return head + "-" + digest(raw).substring(0, 8);
  }
}
