package io.noria.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3AddressTest {
  @ParameterizedTest
  @CsvSource({
    "s3://models, s3://models/",
    "s3://models/, s3://models/",
    "s3://models/noria, s3://models/noria/",
    "s3://models//noria/a//b/, s3://models/noria/a/b/"
  })
  void isReadAsPeopleTypeIt(String typed, String meant) {
    assertThat(S3Address.parse(typed)).hasToString(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3:models", "s3://", "s3:///x", "s3://a", "s3://mod els", "s3://models/x?y=1"})
  void refusesWhatIsNone(String typed) {
    assertThatThrownBy(() -> S3Address.parse(typed))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("(expected: s3://bucket or s3://bucket/prefix)");
  }

  @Test
  void settingsAreChecked() {
    S3Settings usual = S3Settings.usual(Path.of("cache"));
    assertThat(usual.inPath()).isFalse();
    assertThatThrownBy(() ->
            new S3Settings(
                URI.create("ftp://host"),
                null,
                null,
                null,
                usual.partBytes(),
                usual.timeout(),
                usual.cache()))
        .hasMessageContaining("S3 endpoint: ftp://host (expected: https://host");
    assertThatThrownBy(
            () -> new S3Settings(null, null, null, null, 1, Duration.ofSeconds(1), usual.cache()))
        .hasMessageContaining("S3 part size: 1 (expected: from 5242880");
    assertThatThrownBy(() -> new S3Settings.Credentials("id", " "))
        .hasMessageContaining("one half is empty");
  }
}
