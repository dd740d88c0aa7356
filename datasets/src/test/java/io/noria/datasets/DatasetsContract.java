package io.noria.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion.Failure;
import io.noria.datasets.DatasetVersion.Status;
import io.noria.datasets.expectation.Expectations;
import io.noria.datasets.expectation.ExpectationsFile;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What datasets do on either database. */
abstract class DatasetsContract {
  private static final Expectations SMALL =
      ExpectationsFile.parse("small.yaml", "rows: [1, 10]\ncolumns:\n  x: { between: [0, 100] }\n");

  @TempDir Path folder;
  private Database db;
  private ObjectStore objects;
  private DuckDbEngine engine;
  private Datasets datasets;

  /** A fresh database. */
  abstract Database database(Path folder);

  @BeforeEach
  void open() {
    db = database(folder);
    objects = ObjectStores.ephemeral(folder.resolve("objects"));
    engine = DuckDbEngine.open(new DuckDbSettings(folder.resolve("spill"), 256L << 20, 2, 2));
    datasets = Datasets.open(db, objects, engine);
  }

  @AfterEach
  void close() {
    engine.close();
    objects.close();
    db.close();
  }

  private Path file(String name, String... values) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "at,x\n" + String.join("\n", values) + "\n");
    return file;
  }

  private static OfferedVersion offered(String label, Path... files) {
    return new OfferedVersion("shop", label, List.of(files), "at", "the shop", SMALL);
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    Outboxes.open(db, InstantSource.system())
        .after(0, 100)
        .forEach(published -> events.add(published.event()));
    return events;
  }

  @Test
  void anAcceptedVersionHoldsWhatCame() throws IOException {
    Path file = file("april.csv", "2013-04-01 00:00:00.000001,1", "2013-04-30 12:00:00,7");
    Offer offer = datasets.offer(offered("2013-04", file));
    assertThat(offer).isInstanceOf(Offer.Accepted.class);
    DatasetVersion version = offer.version();
    assertThat(version.ref()).isEqualTo(Ref.parse("dataset_version:shop@2013-04"));
    assertThat(version.status()).isEqualTo(Status.ACCEPTED);
    assertThat(version.rows()).isEqualTo(2);
    assertThat(version.from()).isEqualTo(Instant.parse("2013-04-01T00:00:00.000001Z"));
    assertThat(version.to()).isEqualTo(Instant.parse("2013-04-30T12:00:00Z"));
    assertThat(version.source()).isEqualTo("the shop");
    assertThat(version.schema()).extracting("name").containsExactly("at", "x");
    assertThat(version.profile().column("x").orElseThrow().mean()).isEqualTo(4.0);
    assertThat(version.files()).extracting("name").containsExactly("april.csv");
    assertThat(datasets.get(version.id())).isEqualTo(version);
    assertThat(datasets.localFiles(version).getFirst()).hasSameBinaryContentAs(file);
    assertThat(datasets.names()).containsExactly("shop");
    assertThat(events())
        .singleElement()
        .isInstanceOfSatisfying(
            Event.DatasetVersionAccepted.class,
            event -> {
              assertThat(event.subject()).isEqualTo(version.ref());
              assertThat(event.eventTime()).isEqualTo(version.to());
              assertThat(event.rows()).isEqualTo(2);
              assertThat(event.digest()).isEqualTo(version.digest().value());
              assertThat(event.summary()).isEqualTo("shop@2013-04 accepted: 2 rows, 2 columns");
            });
  }

  @Test
  void aRefusedVersionIsKeptWithItsReasonsAndItsBytes() throws IOException {
    Path file = file("broken.csv", "2013-04-01,1", "2013-04-02,700", "2013-04-03,800");
    Offer offer = datasets.offer(offered("2013-04", file));
    assertThat(offer).isInstanceOf(Offer.Refused.class);
    DatasetVersion version = datasets.get(offer.version().id());
    assertThat(version.status()).isEqualTo(Status.REFUSED);
    assertThat(version.failures())
        .extracting(Failure::message)
        .containsExactly("x: 1 to 800 (expected: between 0 and 100; 2 rows)");
    assertThat(datasets.localFiles(version).getFirst()).hasSameBinaryContentAs(file);
    assertThat(datasets.current("shop")).isEmpty();
    assertThat(events())
        .singleElement()
        .isInstanceOfSatisfying(
            Event.DatasetVersionRefused.class,
            event -> {
              assertThat(event.version()).isEqualTo("2013-04");
              assertThat(event.failures())
                  .containsExactly("x: 1 to 800 (expected: between 0 and 100; 2 rows)");
              assertThat(event.summary())
                  .isEqualTo(
                      "shop@2013-04 refused: x: 1 to 800 (expected: between 0 and 100; 2 rows)");
            });
  }

  @Test
  void theSameContentAgainChangesNothing() throws IOException {
    DatasetVersion first =
        datasets.offer(offered("2013-04", file("a.csv", "2013-04-01,1"))).version();
    Offer again = datasets.offer(offered("2013-04", file("other-name.csv", "2013-04-01,1")));
    assertThat(again).isEqualTo(new Offer.Unchanged(first));
    assertThat(datasets.list("shop", 10, null).items()).containsExactly(first);
    assertThat(events()).hasSize(1);
  }

  @Test
  void refusedContentAgainChangesNothingUntilTheExpectationsDo() throws IOException {
    Path broken = file("broken.csv", "2013-04-01,700");
    DatasetVersion refused = datasets.offer(offered("2013-04", broken)).version();
    assertThat(datasets.offer(offered("2013-04", broken))).isEqualTo(new Offer.Unchanged(refused));
    Expectations wider =
        ExpectationsFile.parse("wide.yaml", "columns:\n  x: { between: [0, 900] }\n");
    Offer offer =
        datasets.offer(
            new OfferedVersion("shop", "2013-04", List.of(broken), "at", "the shop", wider));
    assertThat(offer).isInstanceOf(Offer.Accepted.class);
    assertThat(offer.version().id()).hasToString("shop@2013-04.2");
  }

  @Test
  void otherContentUnderALabelIsItsNextRevision() throws IOException {
    Path broken = file("broken.csv", "2013-06-01,700");
    Path right = file("right.csv", "2013-06-01,7");
    Path later = file("later.csv", "2013-06-01,8");
    datasets.offer(offered("2013-06", broken));
    DatasetVersion second = datasets.offer(offered("2013-06", right)).version();
    assertThat(second.id()).hasToString("shop@2013-06.2");
    assertThat(datasets.current("shop")).containsExactly(second);
    DatasetVersion third = datasets.offer(offered("2013-06", later)).version();
    assertThat(third.revision()).isEqualTo(3);
    assertThat(datasets.current("shop")).containsExactly(third);
    // Going back to former content is a change, too.
    Offer back = datasets.offer(offered("2013-06", right));
    assertThat(back).isInstanceOf(Offer.Accepted.class);
    assertThat(back.version().revision()).isEqualTo(4);
    assertThat(back.version().digest()).isEqualTo(second.digest());
    assertThat(datasets.offer(offered("2013-06", broken))).isInstanceOf(Offer.Unchanged.class);
  }

  @Test
  void aRevokedVersionCountsNoLongerAndItsContentStaysOut() throws IOException {
    Path first = file("first.csv", "2013-04-01 00:00:00,1");
    Path second = file("second.csv", "2013-04-01 00:00:00,2");
    DatasetVersionId former = datasets.offer(offered("2013-04", first)).version().id();
    DatasetVersionId bad = datasets.offer(offered("2013-04", second)).version().id();
    Instant at = Instant.parse("2013-06-01T00:00:00Z");

    assertThat(revoke(bad, " wrong clock ", at)).isTrue();
    DatasetVersion revoked = datasets.get(bad);
    assertThat(revoked.status()).isEqualTo(Status.REVOKED);
    assertThat(revoked.revocation()).isNotNull();
    assertThat(revoked.revocation().why()).isEqualTo("wrong clock");
    assertThat(revoked.revocation().by()).isEqualTo("noria");
    assertThat(datasets.current("shop")).extracting(DatasetVersion::id).containsExactly(former);
    assertThat(datasets.revoked(List.of(former, bad))).containsExactly(revoked);
    assertThat(datasets.localFiles(revoked).getFirst()).as("evidence").exists();
    assertThat(events().getLast())
        .isInstanceOfSatisfying(
            Event.DatasetVersionRevoked.class,
            event -> {
              assertThat(event.subject()).isEqualTo(bad.ref());
              assertThat(event.eventTime()).isEqualTo(at);
              assertThat(event.summary()).isEqualTo("shop@2013-04.2 revoked by noria: wrong clock");
            });

    int before = events().size();
    assertThat(revoke(bad, "once more", at)).isFalse();
    assertThat(datasets.offer(offered("2013-04", second))).isEqualTo(new Offer.Revoked(revoked));
    assertThat(datasets.offer(offered("2013-04", first))).isInstanceOf(Offer.Unchanged.class);
    assertThat(events()).hasSize(before);
    assertThat(datasets.get(bad)).isEqualTo(revoked);

    assertThat(db.<Boolean>write(tx -> datasets.reinstate(tx, bad, "it was right", null))).isTrue();
    assertThat(db.<Boolean>write(tx -> datasets.reinstate(tx, bad, "again", null))).isFalse();
    assertThat(datasets.current("shop")).extracting(DatasetVersion::id).containsExactly(bad);
    assertThat(datasets.get(bad).revocation()).isNull();
    assertThat(datasets.revoked(List.of(former, bad))).isEmpty();
    assertThat(events().getLast()).isInstanceOf(Event.DatasetVersionReinstated.class);
  }

  private boolean revoke(DatasetVersionId id, String why, Instant at) {
    return db.<Boolean>write(tx -> datasets.revoke(tx, id, why, at));
  }

  @Test
  void onlyWhatCountedIsRevokedAndNotWithoutAReason() throws IOException {
    Instant at = Instant.parse("2013-06-01T00:00:00Z");
    DatasetVersionId refused =
        datasets
            .offer(offered("2013-04", file("bad.csv", "2013-04-01 00:00:00,999")))
            .version()
            .id();
    assertThatThrownBy(() -> revoke(refused, "why", at))
        .hasMessage(
            "shop@2013-04: was refused and never counted (expected: a version that was accepted)");
    DatasetVersionId good =
        datasets
            .offer(offered("2013-05", file("good.csv", "2013-05-01 00:00:00,1")))
            .version()
            .id();
    int before = events().size();
    assertThatThrownBy(() -> revoke(good, " ", at)).hasMessageStartingWith("why: 1 characters");
    assertThatThrownBy(() -> revoke(new DatasetVersionId("shop", "2013-06", 1), "why", at))
        .hasMessage("no data version shop@2013-06");
    assertThat(datasets.get(good).status()).isEqualTo(Status.ACCEPTED);
    assertThat(events()).hasSize(before);
  }

  @Test
  void currentIsOrderedByEventTime() throws IOException {
    datasets.offer(offered("b", file("b.csv", "2013-02-01,1")));
    datasets.offer(offered("c", file("c.csv", "2013-01-01,2")));
    datasets.offer(offered("a", file("a.csv", "2013-03-01,3")));
    assertThat(datasets.current("shop"))
        .extracting(DatasetVersion::label)
        .containsExactly("c", "b", "a");
    assertThat(datasets.current("nothing")).isEmpty();
  }

  @Test
  void listingPagesThroughEveryRevision() throws IOException {
    for (int i = 1; i <= 5; i++) {
      datasets.offer(offered("m" + (i + 1) / 2, file("f.csv", "2013-01-01," + i)));
    }
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      Page<DatasetVersion> page = datasets.list("shop", 2, token);
      page.items().forEach(version -> seen.add(version.id().version()));
      token = page.nextToken();
    } while (token != null);
    assertThat(seen).containsExactly("m1", "m1.2", "m2", "m2.2", "m3");
    assertThatThrownBy(() -> datasets.list("shop", 2, "no such token"))
        .isInstanceOf(NoriaException.class)
        .hasMessage("page token: no such token (expected: one that a page gave)");
  }

  @Test
  void theDigestIsOfContentAndOrderNotOfNames() throws IOException {
    Path one = file("one.csv", "2013-01-01,1");
    Path two = file("two.csv", "2013-01-02,2");
    DatasetVersion ab = datasets.offer(offered("ab", one, two)).version();
    DatasetVersion ba = datasets.offer(offered("ba", two, one)).version();
    DatasetVersion again = datasets.offer(offered("again", one, two)).version();
    assertThat(again.digest()).isEqualTo(ab.digest()).isNotEqualTo(ba.digest());
    assertThat(ab.size()).isEqualTo(Files.size(one) + Files.size(two));
  }

  @Test
  void offersOfOneLabelAtTheSameTimeGetDifferentRevisions() throws Exception {
    List<Callable<Offer>> offers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Path file = file("f" + i + ".csv", "2013-01-01," + i / 2);
      offers.add(() -> datasets.offer(offered("race", file)));
    }
    List<Offer> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Offer> future : threads.invokeAll(offers)) {
        made.add(future.get());
      }
    }
    List<Integer> revisions =
        made.stream()
            .filter(Offer.Accepted.class::isInstance)
            .map(o -> o.version().revision())
            .sorted()
            .toList();
    assertThat(revisions).doesNotHaveDuplicates().startsWith(1).hasSizeGreaterThanOrEqualTo(3);
    assertThat(datasets.list("shop", 100, null).items()).hasSameSizeAs(revisions);
  }

  @Test
  void whatArrivesLaterHappensWhenItArrives() throws IOException {
    Instant arrived = Instant.parse("2013-05-01T12:00:00Z");
    datasets.offer(
        new OfferedVersion(
            "shop", "x", List.of(file("a.csv", "2013-04-01,1")), "at", "", SMALL, arrived));
    assertThat(events().getFirst().eventTime()).isEqualTo(arrived);
  }

  @Test
  void whatCannotBeReadIsAnErrorAndNoVersion() throws IOException {
    Path bad = folder.resolve("bad.parquet");
    Files.writeString(bad, "PAR1 and then nothing of the kind");
    assertThatThrownBy(() -> datasets.offer(offered("2013-04", bad)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith("shop@2013-04: not readable as one table of Parquet or CSV:");
    Path good = file("good.csv", "2013-04-01,1");
    assertThatThrownBy(
            () -> datasets.offer(new OfferedVersion("shop", "l", List.of(good), "when", "", null)))
        .hasMessage("time column: when (expected: one of at, x)");
    assertThatThrownBy(
            () -> datasets.offer(new OfferedVersion("shop", "l", List.of(good), "x", "", null)))
        .hasMessage("time column x: of type BIGINT (expected: a timestamp or date)");
    assertThat(datasets.names()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void inspectingRecordsNothing() throws IOException {
    Inspection seen =
        datasets.inspect(List.of(file("a.csv", "2013-04-01,1", "2013-04-03,2")), "at");
    assertThat(seen.rows()).isEqualTo(2);
    assertThat(seen.from()).isEqualTo(Instant.parse("2013-04-01T00:00:00Z"));
    assertThat(seen.to()).isEqualTo(Instant.parse("2013-04-03T00:00:00Z"));
    assertThat(datasets.inspect(List.of(folder.resolve("a.csv")), null).from()).isNull();
    assertThat(datasets.names()).isEmpty();
  }

  @Test
  void anUnknownVersionIsNotFound() {
    assertThatThrownBy(() -> datasets.get(DatasetVersionId.parse("shop@2013-04")))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("no data version shop@2013-04");
    assertThatThrownBy(() -> DatasetVersionId.parse("shop/1"))
        .hasMessage("data version: shop/1 (expected: dataset@label, for example flights@2013-04)");
    assertThat(DatasetVersionId.parse("shop@x.3").revision()).isEqualTo(3);
  }
}
