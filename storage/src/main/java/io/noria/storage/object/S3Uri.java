package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket that a person names: {@code s3://bucket/key}.
 *
 * @param bucket its name
 * @param key as it is, without a slash before it; empty for the whole bucket
 */
public record S3Uri(String bucket, String key) {
  private static final Pattern FORM =
      Pattern.compile(
          "s3://([a-zA-Z0-9][a-zA-Z0-9._-]{1,61}[a-zA-Z0-9])(?:/(.*))?", Pattern.DOTALL);
  private static final int LONGEST_KEY = 1024;

  /** Whether the text is meant to be one. */
  public static boolean is(String text) {
    return text.startsWith("s3:");
  }

  /**
   * Reads it.
   *
   * @throws NoriaException INVALID_ARGUMENT when it has another form
   */
  public static S3Uri parse(String text) {
    Matcher matcher = FORM.matcher(text);
    String key = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
    if (!matcher.matches()
        || key.length() > LONGEST_KEY
        || key.startsWith("/")
        || key.chars().anyMatch(Character::isISOControl)) {
      throw NoriaException.invalid("address: " + text + " (expected: s3://bucket/key)");
    }
    return new S3Uri(matcher.group(1), key);
  }

  /** Another key of the bucket. */
  public S3Uri with(String other) {
    return new S3Uri(bucket, other);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
