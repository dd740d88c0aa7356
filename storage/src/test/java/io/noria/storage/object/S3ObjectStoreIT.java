package io.noria.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.object.FaultyProxy.Fault;
import io.noria.testkit.S3Server;
import io.noria.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The store against a real server, on good days and on bad ones. */
class S3ObjectStoreIT extends ObjectStoreContract {
  private static final S3Settings.Credentials ANYBODY =
      new S3Settings.Credentials("anybody", "not-a-secret-here");

  /** The moment at which moto says that every upload was begun. */
  private static final Instant MOTO_BEGINS = Instant.parse("2010-11-10T20:48:33Z");

  /** No upload of a test is old. */
  private static final InstantSource CLOCK = () -> MOTO_BEGINS;

  @TempDir Path folder;

  private final S3Server server = S3Server.shared();
  private final String bucket = server.createBucket();
  private FaultyProxy proxy;
  private S3Client direct;

  @BeforeEach
  void proxy() throws IOException {
    proxy = new FaultyProxy(server.endpoint());
    direct = S3Clients.open(settings(server.endpoint(), "direct"));
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
    direct.close();
  }

  private S3Settings settings(URI endpoint, String cache) {
    return new S3Settings(
        endpoint,
        "us-east-1",
        null,
        ANYBODY,
        S3Settings.LEAST_PART,
        Duration.ofSeconds(20),
        S3Settings.Cache.in(folder.resolve(cache)));
  }

  private ObjectStore open(S3Settings settings) {
    return ObjectStores.open("s3://" + bucket + "/objects", settings, CLOCK);
  }

  @Override
  protected ObjectStore open() {
    return open(settings(server.endpoint(), "contract"));
  }

  @Override
  protected List<Path> leftovers() {
    try (Stream<Path> tree = Files.walk(folder.resolve("contract/tmp"))) {
      return tree.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".lock"))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    Seeds.of(7).random().nextBytes(bytes);
    return bytes;
  }

  private List<String> keys() {
    return direct.listObjectsV2(all -> all.bucket(bucket)).contents().stream()
        .map(object -> object.key())
        .toList();
  }

  private int unfinished() {
    return direct.listMultipartUploads(all -> all.bucket(bucket)).uploads().size();
  }

  @Test
  void aBigObjectGoesInPartsAndComesBackWholeAndInRanges() throws Exception {
    byte[] bytes = random(64 << 20);
    try (ObjectStore store = open(settings(proxy.endpoint(), "writer"))) {
      StoredObject stored = store.put(new ByteArrayInputStream(bytes));
      assertThat(stored.size()).isEqualTo(bytes.length);
      assertThat(proxy.seen().stream().filter(line -> line.contains("partNumber="))).hasSize(13);
      assertThat(unfinished()).isZero();
      try (ObjectStore reader = open(settings(server.endpoint(), "reader"))) {
        assertThat(reader.find(stored.digest())).contains(stored);
        try (InputStream whole = reader.open(stored.digest())) {
          assertThat(whole.readAllBytes()).isEqualTo(bytes);
        }
        for (int offset : new int[] {0, 5 << 20, (5 << 20) - 7, bytes.length - 10}) {
          try (InputStream range = reader.open(stored.digest(), offset, 1000)) {
            assertThat(range.readAllBytes())
                .isEqualTo(
                    Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + 1000)));
          }
        }
        assertThat(Files.readAllBytes(reader.localFile(stored.digest()))).isEqualTo(bytes);
      }
    }
  }

  @Test
  void whatIsThereIsNotSentAgain() throws IOException {
    byte[] bytes = random(1000);
    try (ObjectStore store = open(settings(proxy.endpoint(), "cache"))) {
      store.put(new ByteArrayInputStream(bytes));
      Path file = Files.write(folder.resolve("same"), bytes);
      store.put(file);
      store.put(new ByteArrayInputStream(bytes));
    }
    assertThat(proxy.seen().stream().filter(line -> line.startsWith("PUT"))).hasSize(1);
    assertThat(proxy.seen().stream().filter(line -> line.startsWith("COPY")))
        .as("it is as new as one just put")
        .hasSize(2);
  }

  @Test
  void sixteenWhoStoreTheSameAtOnceSendItOnce() throws Exception {
    byte[] bytes = random(6 << 20);
    try (ObjectStore store = open(settings(proxy.endpoint(), "cache"));
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<StoredObject>> puts = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        puts.add(threads.submit(() -> store.put(new ByteArrayInputStream(bytes))));
      }
      for (Future<StoredObject> put : puts) {
        assertThat(put.get()).isEqualTo(puts.getFirst().get());
      }
    }
    assertThat(proxy.seen().stream().filter(line -> line.contains("uploads "))).hasSize(1);
    assertThat(keys()).hasSize(1);
  }

  @Test
  void writesAndReadsSurviveABadDay() throws IOException {
    byte[] bytes = random(11 << 20);
    try (ObjectStore store = open(settings(proxy.endpoint(), "cache"))) {
      for (Fault fault : List.of(Fault.ERROR, Fault.SLOW_DOWN, Fault.RESET, Fault.LOST_ANSWER)) {
        proxy.plan(1, fault, line -> line.startsWith("HEAD"));
        proxy.plan(1, fault, line -> line.startsWith("POST") && line.contains("uploads"));
        proxy.plan(1, fault, line -> line.startsWith("PUT"));
        proxy.plan(1, fault, line -> line.startsWith("POST") && line.contains("uploadId"));
      }
      StoredObject stored = store.put(new ByteArrayInputStream(bytes));
      assertThat(proxy.faults()).as("all of them happened").isEqualTo(16);
      try (ObjectStore reader = open(settings(proxy.endpoint(), "reader"))) {
        for (Fault fault : List.of(Fault.ERROR, Fault.CUT_ANSWER, Fault.SLOW_DOWN, Fault.RESET)) {
          proxy.plan(1, fault, line -> line.startsWith("GET"));
        }
        try (InputStream whole = reader.open(stored.digest())) {
          assertThat(whole.readAllBytes()).isEqualTo(bytes);
        }
        proxy.plan(2, Fault.CUT_ANSWER, line -> line.startsWith("GET"));
        try (InputStream range = reader.open(stored.digest(), 3, 5_000_000)) {
          assertThat(range.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 3, 5_000_003));
        }
        proxy.plan(3, Fault.CUT_ANSWER, line -> line.startsWith("GET"));
        assertThat(Files.readAllBytes(reader.localFile(stored.digest()))).isEqualTo(bytes);
      }
      assertThat(proxy.faults()).isEqualTo(16 + 4 + 2 + 3);
    }
  }

  @Test
  void aStoreThatIsSilentIsAskedAgain() throws IOException {
    S3Settings usual = settings(proxy.endpoint(), "cache");
    S3Settings impatient =
        new S3Settings(
            usual.endpoint(),
            usual.region(),
            null,
            ANYBODY,
            usual.partBytes(),
            Duration.ofMillis(700),
            usual.cache());
    try (ObjectStore store = open(impatient)) {
      proxy.plan(1, Fault.SILENCE, line -> line.startsWith("PUT"));
      StoredObject stored = store.put(new ByteArrayInputStream(random(100)));
      assertThat(store.find(stored.digest())).contains(stored);
      assertThat(proxy.faults()).isEqualTo(1);
    }
  }

  @Test
  void aWriteThatCannotSucceedLeavesNothingAndSaysWhy() {
    try (ObjectStore store = open(settings(proxy.endpoint(), "cache"))) {
      proxy.plan(1, Fault.DENIED, line -> line.contains("partNumber=2"));
      assertThatThrownBy(() -> store.put(new ByteArrayInputStream(random(21 << 20))))
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("object store s3://" + bucket + "/objects/: writing part 2")
          .hasMessageContaining("403 AccessDenied: not today (expected: credentials that may")
          .extracting(e -> ((NoriaException) e).code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(keys()).isEmpty();
      assertThat(unfinished()).as("unfinished uploads").isZero();
      try (Stream<Path> tree = Files.walk(folder.resolve("cache"))) {
        assertThat(tree.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
            .allMatch(name -> name.endsWith("lock"));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void aReadThatKeepsBreakingFailsClearly() throws IOException {
    byte[] bytes = random(500_000);
    try (ObjectStore writer = open(settings(server.endpoint(), "cache"));
        ObjectStore reader = open(settings(proxy.endpoint(), "reader"))) {
      Digest digest = writer.put(new ByteArrayInputStream(bytes)).digest();
      proxy.plan(100, Fault.ERROR, line -> line.startsWith("GET"));
      assertThatThrownBy(() -> reader.open(digest))
          .hasMessageContaining("reading an object failed: 500 InternalError")
          .extracting(e -> ((NoriaException) e).code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void damagedBytesAreNeverTakenForTheObject() throws Exception {
    byte[] bytes = random(100_000);
    try (ObjectStore writer = open(settings(server.endpoint(), "cache"));
        ObjectStore reader = open(settings(server.endpoint(), "reader"))) {
      Digest digest = writer.put(new ByteArrayInputStream(bytes)).digest();
      bytes[50_000]++;
      direct.putObject(
          put -> put.bucket(bucket).key(keys().getFirst()), RequestBody.fromBytes(bytes));
      InputStream damaged = reader.open(digest);
      byte[] came = new byte[bytes.length];
      int[] count = {0};
      assertThatThrownBy(
              () -> {
                while (count[0] < came.length) {
                  count[0] += damaged.read(came, count[0], came.length - count[0]);
                }
              })
          .hasMessageContaining("object " + digest + ": its 100000 bytes in the store have digest")
          .extracting(e -> ((NoriaException) e).code())
          .isEqualTo(ErrorCode.DATA_LOSS);
      assertThat(count[0]).as("bytes given before").isLessThan(bytes.length);
      damaged.close();
      assertThatThrownBy(() -> reader.localFile(digest)).hasMessageContaining("have digest");
      direct.putObject(
          put -> put.bucket(bucket).key(keys().getFirst()), RequestBody.fromBytes(new byte[0]));
      assertThatThrownBy(() -> reader.open(digest)).hasMessageContaining("its 0 bytes");
      bytes[50_000]--;
      writer.put(new ByteArrayInputStream(bytes));
      assertThat(Files.readAllBytes(reader.localFile(digest))).as("written anew").isEqualTo(bytes);
    }
  }

  @Test
  void aFileThatChangesWhileItIsSentIsNotStoredUnderItsOldName() throws Exception {
    Path file = Files.write(folder.resolve("file"), random(1000));
    Digested digested = Digested.of(file, S3Settings.LEAST_PART);
    Files.write(file, new byte[1000]);
    String told = digested.md5s().getFirst();
    assertThat(told)
        .isEqualTo(
            java.util.Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(random(1000))));
    try (S3Bucket thin =
        new S3Bucket(
            S3Clients.open(settings(server.endpoint(), "cache")),
            S3Address.parse("s3://" + bucket),
            Duration.ofSeconds(20))) {
      assertThatThrownBy(() -> thin.put(digested))
          .hasMessage("file " + file + ": changed while it was being stored");
      Files.write(file, new byte[10]);
      assertThatThrownBy(() -> thin.put(digested)).hasMessageContaining(": changed while");
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void manyWhoWantALocalFileShareOneDownload() throws Exception {
    byte[] bytes = random(3 << 20);
    try (ObjectStore writer = open(settings(server.endpoint(), "cache"));
        ObjectStore reader = open(settings(proxy.endpoint(), "reader"));
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      Digest digest = writer.put(new ByteArrayInputStream(bytes)).digest();
      List<Future<Path>> files = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        files.add(threads.submit(() -> reader.localFile(digest)));
      }
      for (Future<Path> file : files) {
        assertThat(Files.readAllBytes(file.get())).isEqualTo(bytes);
      }
      assertThat(proxy.seen().stream().filter(line -> line.matches("GET .*/[0-9a-f]{64} .*")))
          .hasSize(1);
    }
  }

  @Test
  void uploadsThatNobodyEndedAreGivenUpAfterADay() {
    String ours = "objects/ab/cd/abcd" + "0".repeat(60);
    direct.createMultipartUpload(begin -> begin.bucket(bucket).key(ours));
    direct.createMultipartUpload(begin -> begin.bucket(bucket).key("objects/of-somebody-else"));
    try (S3Bucket thin =
        new S3Bucket(
            S3Clients.open(settings(server.endpoint(), "cache")),
            S3Address.parse("s3://" + bucket + "/objects"),
            Duration.ofSeconds(20))) {
      assertThat(thin.sweep(MOTO_BEGINS.minusSeconds(1))).isZero();
      assertThat(unfinished()).as("too young to be given up").isEqualTo(2);
    }
    InstantSource tomorrow = () -> MOTO_BEGINS.plus(Duration.ofHours(25));
    try (ObjectStore store =
        ObjectStores.open(
            "s3://" + bucket + "/objects/", settings(server.endpoint(), "cache"), tomorrow)) {
      store.check();
      Awaitility.await().untilAsserted(() -> assertThat(unfinished()).isEqualTo(1));
    }
    assertThat(direct.listMultipartUploads(all -> all.bucket(bucket)).uploads())
        .singleElement()
        .satisfies(upload -> assertThat(upload.key()).isEqualTo("objects/of-somebody-else"));
  }

  @Test
  void aBucketThatIsNotThereIsSaidAtTheStart() {
    assertThatThrownBy(() ->
            ObjectStores.open(
                "s3://no-such-bucket-here/x", settings(server.endpoint(), "cache"), CLOCK))
        .hasMessageContaining("object store s3://no-such-bucket-here/x/: looking at the bucket")
        .hasMessageContaining("failed: 404")
        .hasMessageEndingWith("(expected: a bucket that exists)")
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(ANYBODY.toString()).contains("anybody").doesNotContain("not-a-secret-here");
    assertThat(settings(server.endpoint(), "cache").toString()).doesNotContain("not-a-secret");
  }

  @Test
  void keysAreLaidOutAsFilesAre() throws IOException {
    try (ObjectStore store = open(settings(server.endpoint(), "cache"))) {
      store.put(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(keys())
        .containsExactly(
            "objects/2c/f2/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  }
}
