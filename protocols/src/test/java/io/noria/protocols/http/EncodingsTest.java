package io.noria.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingsTest {
  private static InputStream unpacked(String encoding, byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      out.write(content);
    }
    return Encodings.unpacked(encoding, new ByteArrayInputStream(packed.toByteArray()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void whatUnpacksToFarMoreThanItsSizeIsRefused(String encoding) throws IOException {
    try (InputStream bomb = unpacked(encoding, new byte[4 * 1024 * 1024])) {
      assertThatThrownBy(bomb::readAllBytes)
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("more than 100 times its size");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void whatIsSmallOrPacksAsUsualIsRead(String encoding) throws IOException {
    byte[] small = new byte[1024 * 1024];
    try (InputStream in = unpacked(encoding, small)) {
      assertThat(in.readAllBytes()).isEqualTo(small);
    }
    byte[] usual = new byte[4 * 1024 * 1024];
    Random random = new Random(1);
    for (int i = 0; i < usual.length; i += 50) {
      usual[i] = (byte) random.nextInt();
    }
    try (InputStream in = unpacked(encoding, usual)) {
      assertThat(in.readAllBytes()).isEqualTo(usual);
    }
  }
}
