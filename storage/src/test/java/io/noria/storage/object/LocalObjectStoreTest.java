package io.noria.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  protected ObjectStore open() {
    return ObjectStores.local(folder.resolve("objects"));
  }

  @Override
  protected List<Path> leftovers() {
    try (Stream<Path> tree = Files.walk(folder.resolve("objects/tmp"))) {
      return tree.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".lock"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void temporaryFilesOfADeadProcessAreSweptAndThoseOfALivingOneKept() throws IOException {
    Path temporary = folder.resolve("objects/tmp");
    Path dead = Files.createDirectories(temporary.resolve("1234567-0-dead"));
    Files.writeString(dead.resolve("1"), "half an obj");
    Files.createFile(temporary.resolve("1234567-0-dead.lock"));
    List<Path> living;
    try (Stream<Path> all = Files.list(temporary)) {
      living = all.filter(path -> !path.toString().contains("dead")).toList();
    }
    assertThat(living).as("the store opened before this test").hasSize(2);
    try (ObjectStore second = ObjectStores.ephemeral(folder.resolve("objects"))) {
      assertThat(dead).doesNotExist();
      assertThat(living).allMatch(Files::exists);
      second.check();
    }
  }

  @Test
  void anObjectIsReplacedWhileNothingIsSwept() throws IOException {
    Path root = folder.resolve("guarded");
    byte[] bytes = {1, 2, 3};
    List<Long> sizes = new ArrayList<>();
    SweepGuard guard =
        new SweepGuard() {
          @Override
          public void reusing(Work work) throws IOException {
            work.run();
            sizes.add(Files.size(onlyObject(root)));
          }

          @Override
          public void sweeping(Work work) {
            throw new IllegalStateException("nothing is swept here");
          }
        };
    try (ObjectStore store = LocalObjectStore.open(root, false, guard)) {
      store.put(new ByteArrayInputStream(bytes));
      assertThat(sizes).as("nothing was there").isEmpty();
      Path object = onlyObject(root);
      Files.delete(object);
      Files.write(object, new byte[] {1});
      store.put(new ByteArrayInputStream(bytes));
      assertThat(sizes).containsExactly(1L, 3L);
    }
  }

  private static Path onlyObject(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(file -> file.getFileName().toString().length() == 64)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void closingLeavesObjectsOnly() throws IOException {
    Path root = folder.resolve("second");
    try (ObjectStore store = ObjectStores.local(root)) {
      store.put(new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }
    try (Stream<Path> tree = Files.walk(root)) {
      assertThat(tree.filter(Files::isRegularFile))
          .singleElement()
          .satisfies(file ->
              assertThat(root.relativize(file).toString())
                  .isEqualTo(
                      "03/90/039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"));
    }
  }

  @Test
  void locationsAreRead() {
    try (ObjectStore one = ObjectStores.open(folder.resolve("a").toString());
        ObjectStore two = ObjectStores.open(folder.resolve("b").toUri().toString());
        ObjectStore three = ObjectStores.open("memory:")) {
      one.check();
      two.check();
      three.check();
    }
    assertThat(folder.resolve("a/tmp")).isDirectory();
    assertThat(folder.resolve("b/tmp")).isDirectory();
    assertThatThrownBy(() -> ObjectStores.open("gopher://x"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("object store: gopher://x (expected:");
    assertThatThrownBy(() -> ObjectStores.open("/proc/nowhere"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("/proc/nowhere cannot be used");
  }

  /** The object is old and nobody names it: a sweep and an upload of the same bytes meet. */
  @Test
  void whoPutsWhatIsSweptAtTheSameMomentHasIt() throws Exception {
    byte[] bytes = {1, 2, 3};
    Instant before = Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(3600);
    try (ObjectStore store = ObjectStores.ephemeral(folder.resolve("race"));
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Digest digest = store.put(new ByteArrayInputStream(bytes)).digest();
      int swept = 0;
      for (int round = 0; round < 1000; round++) {
        Files.setLastModifiedTime(store.localFile(digest), FileTime.fromMillis(0));
        Callable<Boolean> sweeping = () -> !store.sweep(List.of(digest), before).isEmpty();
        Callable<?> putting = () -> store.put(new ByteArrayInputStream(bytes));
        // One after the other in both orders, and most of the time at once.
        if (round % 10 == 0) {
          swept += sweeping.call() ? 1 : 0;
          putting.call();
        } else if (round % 10 == 1) {
          putting.call();
          swept += sweeping.call() ? 1 : 0;
        } else {
          Future<Boolean> sweep = threads.submit(sweeping);
          Future<?> put = threads.submit(putting);
          put.get();
          swept += sweep.get() ? 1 : 0;
        }
        assertThat(store.find(digest)).as("round " + round).isPresent();
      }
      assertThat(swept).as("both ways happened").isBetween(1, 999);
    }
  }
}
