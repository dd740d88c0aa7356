package io.noria.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.testkit.MutableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCacheTest {
  private static final Duration KEEP = Duration.ofHours(6);

  @TempDir Path folder;
  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private int fetches;

  private ObjectCache open(long bytes) {
    return ObjectCache.open(new S3Settings.Cache(folder.resolve("cache"), bytes, KEEP), clock);
  }

  private Path get(ObjectCache cache, String text) throws IOException {
    return cache.get(
        digest(text),
        file -> {
          fetches++;
          Files.writeString(file, text);
        });
  }

  private Digest digest(String text) throws IOException {
    return Digested.copy(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            folder.resolve("scratch"),
            S3Settings.LEAST_PART)
        .object()
        .digest();
  }

  @Test
  void whatWasUsedLongestAgoIsDropped() throws IOException {
    try (ObjectCache cache = open(10)) {
      Path one = get(cache, "one..");
      Path two = get(cache, "two..");
      clock.advance(KEEP.plusSeconds(1));
      get(cache, "one..");
      Path three = get(cache, "three");
      assertThat(two).doesNotExist();
      assertThat(one).hasContent("one..");
      assertThat(three).hasContent("three");
      assertThat(fetches).isEqualTo(3);
      get(cache, "two..");
      assertThat(fetches).isEqualTo(4);
    }
  }

  @Test
  void aFileThatWasHandedOutIsKeptForAWhileHoweverMuchLiesThere() throws IOException {
    try (ObjectCache cache = open(0)) {
      Path one = get(cache, "one..");
      Path two = get(cache, "two..");
      assertThat(one).exists();
      assertThat(two).exists();
      clock.advance(KEEP.plusSeconds(1));
      Path three = get(cache, "three");
      assertThat(one).doesNotExist();
      assertThat(two).doesNotExist();
      assertThat(three).exists();
    }
  }

  @Test
  void aLaterProcessFindsCopiesAndTrustsNoneUnseen() throws IOException {
    Path good;
    Path bad;
    try (ObjectCache cache = open(100)) {
      good = get(cache, "good");
      bad = get(cache, "bad");
    }
    bad.toFile().setWritable(true);
    Files.writeString(bad, "BAD");
    try (ObjectCache cache = open(100)) {
      assertThat(cache.find(digest("good"), true)).contains(good);
      assertThat(cache.find(digest("bad"), true)).isEmpty();
      assertThat(get(cache, "bad")).hasContent("bad");
      assertThat(fetches).isEqualTo(3);
    }
  }

  @Test
  void aFetchThatFailsLeavesNothing() throws IOException {
    try (ObjectCache cache = open(100)) {
      Digest digest = digest("x");
      assertThatThrownBy(() ->
              cache.get(
                  digest,
                  file -> {
                    Files.writeString(file, "half");
                    throw new IOException("the line is cut");
                  }))
          .hasMessage("the line is cut");
      assertThat(cache.find(digest, false)).isEmpty();
      assertThat(cache.temporary().getParent()).isEmptyDirectory();
      assertThat(get(cache, "x")).hasContent("x");
    }
  }

  @Test
  void oneServerAFolder() {
    try (ObjectCache first = open(1)) {
      assertThat(first.folder()).isDirectory();
      assertThatThrownBy(() -> open(1))
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("is in use (expected: a folder for this server alone)");
    }
    open(1).close();
  }
}
