package io.noria.storage.sql;

import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The one SQL database: SQLite embedded, or PostgreSQL by URL. Thread-safe.
 *
 * <p>Writes are acknowledged (the call returns, the future completes) only after commit. On SQLite
 * all writes pass through one thread that groups what waits, gives each unit its own savepoint and
 * commits once; on PostgreSQL each unit is an ordinary serializable transaction, run again when
 * PostgreSQL says that it conflicted with another.
 *
 * <p>A unit writes and reads through its own transaction only: calling {@link #read} or {@link
 * #write} inside a unit fails at once with an {@link IllegalStateException}. A read inside a read
 * is the same snapshot.
 *
 * <p>Instants are bound and read as epoch milliseconds ({@code BIGINT}), {@link io.noria.base.Ref}s
 * in their text form. SQLite keeps NaN as NULL: store it as text or with a flag.
 */
public interface Database extends AutoCloseable {
  /** Runs a read on a pooled connection; sees a snapshot; must not write. */
  <T extends @Nullable Object> T read(ReadWork<T> work);

  /**
   * {@link #read} with statements that the connection keeps prepared from read to read, for what is
   * asked often. Read every result to its end and close it before the same text is used again, by a
   * read inside this one too.
   */
  default <T extends @Nullable Object> T readPrepared(PreparedWork<T> work) {
    return read(handle -> {
      // PostgreSQL's driver keeps them itself.
      try (Statements statements = new Statements(handle.getConnection())) {
        return work.run(handle, statements);
      }
    });
  }

  /**
   * Runs the unit in a transaction and returns after commit. What the unit throws is thrown here
   * and nothing of the unit remains. A unit may run twice (PostgreSQL serialization failures): it
   * touches nothing but the transaction.
   *
   * @throws io.noria.base.NoriaException UNAVAILABLE when the queue is full or the database is away
   */
  <T extends @Nullable Object> T write(WriteWork<T> unit);

  /**
   * {@link #write} for what is written often and decides by rows that it locks itself ({@code
   * SELECT … FOR UPDATE}, in a statement of its own before it reads what hangs on them): on
   * PostgreSQL such a unit is READ COMMITTED. It never conflicts with a unit that writes
   * neighbouring rows, as serializable ones do that read the same page of an index. On SQLite the
   * two are the same.
   */
  default <T extends @Nullable Object> T writeLocking(WriteWork<T> unit) {
    return write(unit);
  }

  /** {@link #write} without waiting: the future completes after commit. */
  <T extends @Nullable Object> CompletableFuture<T> writeLater(WriteWork<T> unit);

  /** What differs between the two databases. */
  Dialect dialect();

  /**
   * Calls the listener after every commit that published events, on a thread that must not be held
   * up: the listener only wakes somebody.
   */
  void whenPublished(Runnable listener);

  /** Figures of the writing side, for the metrics page. */
  WriteStats writeStats();

  /** A cheap, repeatable check that reads work and the writer is alive; throws what is wrong. */
  void check();

  @Override
  void close();

  /** A read. */
  @FunctionalInterface
  interface ReadWork<T extends @Nullable Object> {
    /** Reads through the handle, which is closed after the call. */
    T run(Handle handle) throws Exception;
  }

  /** A read by statements that stay prepared. */
  @FunctionalInterface
  interface PreparedWork<T extends @Nullable Object> {
    /** Reads through the handle and the statements, which are both the connection's. */
    T run(Handle handle, Statements statements) throws Exception;
  }

  /** A unit of writing. */
  @FunctionalInterface
  interface WriteWork<T extends @Nullable Object> {
    /** Writes through the transaction. */
    T run(Transaction tx) throws Exception;
  }
}
