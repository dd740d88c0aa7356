package io.noria.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Event;
import io.noria.base.Event.AlertRaised;
import io.noria.base.Event.AlertResolved;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.sql.Database;
import io.noria.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the outbox promises on every database. */
@Timeout(60)
public abstract class OutboxContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<Duration> QUICK = List.of(Duration.ofMillis(1), Duration.ofMillis(1));

  private final MutableClock clock = new MutableClock();
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private Database db;

  /** A fresh database. */
  protected abstract Database open();

  @BeforeEach
  void openIt() {
    db = open();
  }

  @AfterEach
  void closeIt() {
    db.close();
  }

  @Test
  void eventsComeInOrderToThoseWhoAskedForThem() throws Exception {
    try (Outbox outbox = outbox()) {
      outbox.subscribe("raised", Set.of(AlertRaised.class), collect("raised"));
      outbox.subscribe("both", Set.of(AlertRaised.class, AlertResolved.class), collect("both"));
      outbox.start();
      publish(raised("a"), resolved("a"));
      publish(raised("b"));
      outbox.drain(LIMIT);
    }
    assertThat(handled.stream().filter(line -> line.startsWith("raised")))
        .containsExactly("raised AlertRaised a", "raised AlertRaised b");
    assertThat(handled.stream().filter(line -> line.startsWith("both")))
        .containsExactly("both AlertRaised a", "both AlertResolved a", "both AlertRaised b");
  }

  @Test
  void aSubscriberGoesOnWhereItWas() throws Exception {
    publish(raised("before"));
    try (Outbox outbox = outbox()) {
      outbox.subscribe("s", Set.of(AlertRaised.class), collect("one"));
      outbox.start();
      outbox.drain(LIMIT);
    }
    publish(raised("between"));
    try (Outbox outbox = outbox()) {
      outbox.subscribe("s", Set.of(AlertRaised.class), collect("two"));
      outbox.start();
      publish(raised("after"));
      outbox.drain(LIMIT);
    }
    assertThat(handled)
        .containsExactly(
            "one AlertRaised before", "two AlertRaised between", "two AlertRaised after");
  }

  @Test
  void anEventThatFailsIsTriedAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (Outbox outbox = outbox()) {
      outbox.subscribe(
          "s",
          Set.of(AlertRaised.class),
          event -> {
            if (tries.incrementAndGet() < 3) {
              throw new IllegalStateException("not yet");
            }
            collect("s").handle(event);
          });
      outbox.start();
      publish(raised("a"));
      outbox.drain(LIMIT);
      assertThat(outbox.parked()).isEmpty();
    }
    assertThat(tries).hasValue(3);
    assertThat(handled).containsExactly("s AlertRaised a");
  }

  @Test
  void aPoisonEventIsParkedAndTheNextGoesOn() throws Exception {
    try (Outbox outbox = outbox()) {
      outbox.subscribe(
          "s",
          Set.of(AlertRaised.class),
          event -> {
            if (event.event().summary().equals("bad")) {
              throw new IllegalStateException("cannot handle bad");
            }
            collect("s").handle(event);
          });
      outbox.start();
      publish(raised("good"));
      publish(raised("bad"));
      publish(raised("better"));
      outbox.drain(LIMIT);
      assertThat(outbox.parked())
          .singleElement()
          .satisfies(parked -> {
            assertThat(parked.subscriber()).isEqualTo("s");
            assertThat(parked.type()).isEqualTo("AlertRaised");
            assertThat(parked.attempts()).isEqualTo(QUICK.size() + 1);
            assertThat(parked.error()).contains("cannot handle bad");
            assertThat(parked.parkedAt()).isEqualTo(clock.instant());
          });
    }
    assertThat(handled).containsExactly("s AlertRaised good", "s AlertRaised better");
    try (Outbox again = outbox()) {
      again.subscribe("s", Set.of(AlertRaised.class), collect("again"));
      again.start();
      again.drain(LIMIT);
      assertThat(again.parked()).hasSize(1);
    }
    assertThat(handled).noneMatch(line -> line.startsWith("again"));
  }

  @Test
  void anEventUnderWayWhenItIsClosedComesAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (Outbox outbox = Outboxes.open(db, clock, List.of(Duration.ofMinutes(5)))) {
      outbox.subscribe(
          "s",
          Set.of(AlertRaised.class),
          event -> {
            begun.countDown();
            throw new IllegalStateException("fails while closing");
          });
      outbox.start();
      publish(raised("a"));
      begun.await();
    }
    try (Outbox outbox = outbox()) {
      outbox.subscribe("s", Set.of(AlertRaised.class), collect("s"));
      outbox.start();
      outbox.drain(LIMIT);
    }
    assertThat(handled).containsExactly("s AlertRaised a");
  }

  @Test
  void aHandlerMayWriteAndPublish() throws Exception {
    try (Outbox outbox = outbox()) {
      outbox.subscribe("first", Set.of(AlertRaised.class), event -> publish(resolved("a")));
      outbox.subscribe("second", Set.of(AlertResolved.class), collect("second"));
      outbox.start();
      publish(raised("a"));
      outbox.drain(LIMIT);
      outbox.drain(LIMIT);
    }
    assertThat(handled).containsExactly("second AlertResolved a");
  }

  @Test
  void drainSaysWhoIsBehind() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Outbox outbox = outbox()) {
      outbox.subscribe("slow", Set.of(AlertRaised.class), event -> release.await());
      outbox.start();
      publish(raised("a"));
      assertThatThrownBy(() -> outbox.drain(Duration.ofMillis(50)))
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("subscriber slow is at");
      release.countDown();
      outbox.drain(LIMIT);
    }
  }

  @Test
  void eventsAreRead() {
    Outbox outbox = outbox();
    assertThat(outbox.tail()).isZero();
    for (String name : List.of("a", "b", "c")) {
      publish(raised(name));
    }
    List<Published> all = outbox.after(0, 10);
    assertThat(all).extracting(p -> p.event().summary()).containsExactly("a", "b", "c");
    assertThat(all).extracting(Published::id).doesNotHaveDuplicates();
    assertThat(all.getFirst().actor()).isEqualTo("noria");
    assertThat(all.getFirst().event()).isEqualTo(raised("a"));
    assertThat(outbox.tail()).isEqualTo(all.getLast().sequence());
    assertThat(outbox.after(all.getFirst().sequence(), 1))
        .extracting(p -> p.event().summary())
        .containsExactly("b");
    assertThat(outbox.before(Long.MAX_VALUE, 2))
        .extracting(p -> p.event().summary())
        .containsExactly("c", "b");
    assertThat(outbox.about(Ref.of(Ref.Kind.ALERT, "b"), 10))
        .extracting(p -> p.event().summary())
        .containsExactly("b");
    outbox.close();
  }

  @Test
  void manyEventsComeExactlyOnceAndInOrderWhileNothingFails() throws Exception {
    try (Outbox outbox = outbox()) {
      outbox.subscribe("s", Set.of(AlertRaised.class), collect("s"));
      outbox.start();
      for (int batch = 0; batch < 10; batch++) {
        Event[] events = new Event[30];
        for (int i = 0; i < events.length; i++) {
          events[i] = raised("e" + (batch * events.length + i));
        }
        publish(events);
      }
      outbox.drain(LIMIT);
    }
    assertThat(handled).hasSize(300).startsWith("s AlertRaised e0").endsWith("s AlertRaised e299");
    assertThat(handled).doesNotHaveDuplicates();
  }

  @Test
  void namesAreTakenOnceAndBeforeTheStart() {
    try (Outbox outbox = outbox()) {
      outbox.subscribe("s", Set.of(AlertRaised.class), collect("s"));
      assertThatThrownBy(() -> outbox.subscribe("s", Set.of(AlertRaised.class), collect("s")))
          .hasMessageContaining("the name is taken");
      outbox.start();
      assertThatThrownBy(() -> outbox.subscribe("t", Set.of(AlertRaised.class), collect("t")))
          .hasMessageContaining("delivery has started");
    }
  }

  /** The database under test. */
  protected final Database database() {
    return db;
  }

  /** Its clock. */
  protected final MutableClock clock() {
    return clock;
  }

  private Outbox outbox() {
    return Outboxes.open(db, clock, QUICK);
  }

  private Outbox.Handler collect(String who) {
    return event -> handled.add(who + " " + event.event().type() + " " + event.event().summary());
  }

  private void publish(Event... events) {
    db.write(tx -> {
      List.of(events).forEach(tx::publish);
      return null;
    });
  }

  private static Event raised(String name) {
    return new AlertRaised(
        Ref.of(Ref.Kind.ALERT, name), Instant.EPOCH, name, "flights", "features", null);
  }

  private static Event resolved(String name) {
    return new AlertResolved(Ref.of(Ref.Kind.ALERT, name), null, name, "flights", "features", "x");
  }
}
