package io.noria.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Connections for one kind of work, handed out one to a place: who finds none free waits a while,
 * but not for a database that is away. Thread-safe.
 */
final class PostgresPool implements ConnectionFactory, AutoCloseable {
  private static final long WAIT_MS = 10_000;
  private static final long LOOK_MS = 200;

  private final HikariDataSource pool;
  private final Semaphore places;
  private final int size;
  private volatile PostgresPulse pulse;

  @SuppressWarnings("NullAway") // The pulse is given before the first connection is asked for.
  PostgresPool(DataSource source, SqlConfig.Postgres config, boolean readOnly) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(readOnly ? "noria-postgres-readers" : "noria-postgres-writers");
    pool.setDataSource(source);
    pool.setAutoCommit(false);
    pool.setReadOnly(readOnly);
    pool.setTransactionIsolation(
        readOnly ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_SERIALIZABLE");
    this.size = readOnly ? config.readers() : config.writers();
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setInitializationFailTimeout(-1);
    // Places are as many as connections, so this is only the time to make one.
    pool.setConnectionTimeout(config.timeouts().connect().toMillis());
    pool.setValidationTimeout(config.timeouts().connect().toMillis());
    this.pool = new HikariDataSource(pool);
    this.places = new Semaphore(size, true);
  }

  void watchedBy(PostgresPulse watcher) {
    pulse = watcher;
  }

  @Override
  public Connection openConnection() throws SQLException {
    takePlace();
    try {
      return pool.getConnection();
    } catch (SQLException | RuntimeException e) {
      places.release();
      pulse.suspect();
      throw e;
    }
  }

  private void takePlace() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
    pulse.requirePresent();
    try {
      while (!places.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
        pulse.requirePresent();
        if (System.nanoTime() > deadline) {
          throw Failures.unavailable(
              "all " + size + " connections to the database were busy for 10 s; try again", null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.unavailable("interrupted while waiting for the database", e);
    }
  }

  @Override
  public void closeConnection(Connection connection) throws SQLException {
    try {
      connection.close();
    } finally {
      places.release();
    }
  }

  boolean isClosed() {
    return pool.isClosed();
  }

  /** Connections that were made before are made anew when next they are free. */
  void renew() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  @Override
  public void close() {
    pool.close();
  }
}
