package io.noria.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class PostgresOutboxIT extends OutboxContract {
  @Override
  protected Database open() {
    return TestDatabases.postgres();
  }

  @Test
  void oneServerAtATimeDeliversForAName() {
    MutableClock clock = clock();
    Cursor one = new Cursor(database(), "s", "server-1", clock);
    Cursor two = new Cursor(database(), "s", "server-2", clock);
    one.load();
    assertThat(one.lease()).isTrue();
    assertThat(two.lease()).isFalse();
    clock.advance(Cursor.LEASE.dividedBy(2));
    assertThat(one.lease()).as("renewed in time").isTrue();
    clock.advance(Cursor.LEASE.dividedBy(2).plusSeconds(1));
    assertThat(two.lease()).as("still the first one's").isFalse();
    clock.advance(Cursor.LEASE);
    assertThat(two.lease()).as("the first one is gone").isTrue();
    assertThat(one.lease()).isFalse();
    two.release();
    assertThat(one.lease()).isTrue();
  }
}
