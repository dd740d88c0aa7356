package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, and below what name in it the objects lie.
 *
 * @param bucket its name
 * @param prefix empty, or ends with a slash
 */
record S3Address(String bucket, String prefix) {
  static final String SCHEME = "s3:";

  private static final Pattern FORM =
      Pattern.compile("s3://([a-zA-Z0-9][a-zA-Z0-9._-]{1,253}[a-zA-Z0-9])(?:/([^?#\\s]*))?");

  /** Reads {@code s3://bucket} or {@code s3://bucket/prefix}. */
  static S3Address parse(String location) {
    Matcher matcher = FORM.matcher(location);
    if (!matcher.matches()) {
      throw NoriaException.invalid(
          "object store: " + location + " (expected: s3://bucket or s3://bucket/prefix)");
    }
    String prefix = matcher.group(2) == null ? "" : matcher.group(2);
    String plain = prefix.replaceAll("/+", "/").replaceAll("^/|/$", "");
    return new S3Address(matcher.group(1), plain.isEmpty() ? "" : plain + "/");
  }

  /** The object's key: laid out as in a local store, so that a folder can be copied there. */
  String key(Digest digest) {
    String name = digest.value();
    return prefix + name.substring(0, 2) + "/" + name.substring(2, 4) + "/" + name;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
