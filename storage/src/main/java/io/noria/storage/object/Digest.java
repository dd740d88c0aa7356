package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of an object's bytes.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record Digest(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** Validates. */
  public Digest {
    if (!FORM.matcher(value).matches()) {
      throw NoriaException.invalid("digest: " + value + " (expected: 64 hexadecimal digits)");
    }
  }

  /** The digest of these bytes. */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(Ranges.sha256().digest(bytes)));
  }

  /** The digest of the file's bytes. */
  public static Digest ofFile(Path file) throws IOException {
    MessageDigest sha = Ranges.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return new Digest(HexFormat.of().formatHex(sha.digest()));
  }

  @Override
  public String toString() {
    return value;
  }
}
