package io.noria.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every object store promises. */
public abstract class ObjectStoreContract {
  private static final Digest HELLO =
      new Digest("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  private static final Digest EMPTY =
      new Digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  @TempDir Path scratch;
  private ObjectStore store;

  /** A fresh store. */
  protected abstract ObjectStore open() throws IOException;

  @BeforeEach
  void openIt() throws IOException {
    store = open();
  }

  @AfterEach
  void closeIt() {
    store.close();
  }

  @Test
  void bytesAreNamedByTheirDigestAndComeBack() throws IOException {
    StoredObject stored = put("hello");
    assertThat(stored).isEqualTo(new StoredObject(HELLO, 5));
    assertThat(read(store.open(HELLO))).isEqualTo("hello");
    assertThat(store.find(HELLO)).contains(stored);
    assertThat(Files.readString(store.localFile(HELLO))).isEqualTo("hello");
    assertThat(put("")).isEqualTo(new StoredObject(EMPTY, 0));
    assertThat(read(store.open(EMPTY))).isEmpty();
    store.check();
  }

  @Test
  void everyObjectIsListedAndWhatIsOldIsSwept() throws IOException {
    put("hello");
    put("");
    List<Digest> listed = new ArrayList<>();
    store.list(object -> {
      listed.add(object.digest());
      assertThat(object.size()).isEqualTo(object.digest().equals(HELLO) ? 5 : 0);
    });
    assertThat(listed).containsExactlyInAnyOrder(HELLO, EMPTY);

    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    assertThat(store.sweep(listed, now.minusSeconds(60))).isEmpty();
    assertThat(store.sweep(List.of(HELLO), now.plusSeconds(60)))
        .containsExactly(new StoredObject(HELLO, 5));
    assertThat(store.find(HELLO)).isEmpty();
    assertThat(store.find(EMPTY)).isPresent();
    assertThat(store.sweep(List.of(HELLO), now.plusSeconds(60))).isEmpty();
    put("hello");
    assertThat(read(store.open(HELLO))).isEqualTo("hello");
  }

  @Test
  void aFileIsStored() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "hello");
    assertThat(store.put(file).digest()).isEqualTo(HELLO);
    assertThat(read(store.open(HELLO))).isEqualTo("hello");
    Path again = Files.writeString(scratch.resolve("again"), "hello");
    assertThat(store.put(again).digest()).isEqualTo(HELLO);
    assertThat(read(store.open(HELLO))).isEqualTo("hello");
  }

  @Test
  void aFileWithAnotherNameIsNotTakenFromItsOwner() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "hello");
    Path link = Files.createSymbolicLink(scratch.resolve("link"), file);
    store.put(link);
    Path hard = Files.createLink(scratch.resolve("hard"), file);
    store.put(hard);
    assertThat(Files.readString(file)).isEqualTo("hello");
    Files.writeString(file, "changed");
    assertThat(read(store.open(HELLO))).isEqualTo("hello");
  }

  @Test
  void rangesAreCutAtTheEnd() throws IOException {
    put("hello");
    assertThat(read(store.open(HELLO, 1, 3))).isEqualTo("ell");
    assertThat(read(store.open(HELLO, 3, 100))).isEqualTo("lo");
    assertThat(read(store.open(HELLO, 5, 1))).isEmpty();
    assertThat(read(store.open(HELLO, 100, 1))).isEmpty();
    assertThat(read(store.open(HELLO, 0, 0))).isEmpty();
    assertThatThrownBy(() -> store.open(HELLO, -1, 3))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("offset -1");
  }

  @Test
  void rangesOfBigObjectsAreRight() throws IOException {
    byte[] bytes = new byte[300_000];
    Seeds.of(1).random().nextBytes(bytes);
    Digest digest = store.put(new ByteArrayInputStream(bytes)).digest();
    Seeds.forAll(
        40,
        random -> {
          int offset = random.integer(0, bytes.length);
          int length = random.integer(0, bytes.length);
          byte[] expected =
              Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + length));
          try (InputStream range = store.open(digest, offset, length)) {
            assertThat(range.readAllBytes()).isEqualTo(expected);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    assertThat(store.find(HELLO)).isEmpty();
    List<Callable<?>> reads =
        List.of(
            () -> store.open(HELLO), () -> store.open(HELLO, 0, 1), () -> store.localFile(HELLO));
    for (Callable<?> read : reads) {
      assertThatThrownBy(read::call)
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining(HELLO.value())
          .extracting(e -> ((NoriaException) e).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
    }
    store.delete(HELLO);
    put("hello");
    store.delete(HELLO);
    assertThat(store.find(HELLO)).isEmpty();
  }

  @Test
  void aStreamThatBreaksLeavesNothing() {
    InputStream broken =
        new InputStream() {
          private int left = 5;

          @Override
          public int read() throws IOException {
            if (left == 0) {
              throw new IOException("the line is cut");
            }
            left--;
            return 'x';
          }
        };
    assertThatThrownBy(() -> store.put(broken)).hasMessage("the line is cut");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void manyMayStoreTheSameBytesAtOnce() throws Exception {
    byte[] bytes = "the same for all".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    List<Future<StoredObject>> puts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 32; i++) {
        puts.add(threads.submit(() -> store.put(new ByteArrayInputStream(bytes))));
      }
    }
    for (Future<StoredObject> put : puts) {
      assertThat(put.get()).isEqualTo(puts.getFirst().get());
    }
    try (InputStream stored = store.open(puts.getFirst().get().digest())) {
      assertThat(stored.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(leftovers()).isEmpty();
  }

  /** Temporary files in sight; empty for stores that have none. */
  protected List<Path> leftovers() {
    return List.of();
  }

  private StoredObject put(String text) throws IOException {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String read(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
