package io.noria.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.noria.base.DiskSpace;
import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** The embedded database: one writer, a pool of readers on snapshots. */
final class SqliteDatabase implements Database {
  /** Dependents of a caller's future must not run on the writer's thread. */
  private static final Executor CALLBACKS =
      task -> Thread.ofVirtual().name("noria-sql-callback").start(task);

  private final InstantSource clock;
  private final Path folder;
  private final HikariDataSource readerPool;
  private final Readers readers;
  private final SqliteCheckpoints checkpoints;
  private final SqliteWriter writer;
  private final ConcurrentHashMap<SQLiteConnection, Statements> kept = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private SqliteDatabase(SqlConfig.Sqlite config, InstantSource clock, IdSource ids) {
    this.clock = clock;
    this.folder = config.file().toAbsolutePath().resolveSibling(".").normalize();
    SQLiteDataSource writing = source(config, false);
    this.checkpoints = new SqliteCheckpoints(writing::getConnection);
    this.writer =
        new SqliteWriter(
            this,
            () -> writing(writing),
            config.queue(),
            ids,
            new SqliteWriter.Heard(this::published, checkpoints::committed));
    this.readerPool = pool(config);
    this.readers =
        new Readers(this, readerPool::getConnection, e -> Failures.unchecked(Failures.sqlite(e)));
  }

  /** The writer's connection, which leaves checkpoints to others while it can. */
  private static Connection writing(SQLiteDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + SqliteCheckpoints.WRITER_PAGES);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static SqliteDatabase open(SqlConfig.Sqlite config, InstantSource clock, IdSource ids) {
    Path file = config.file().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "the folder of " + file + " cannot be made", e);
    }
    Migrations.run(source(config, false), Dialect.SQLITE, file.toString());
    SqliteDatabase database = new SqliteDatabase(config, clock, ids);
    try {
      database.writer.start();
    } catch (SQLException e) {
      database.checkpoints.close();
      database.readerPool.close();
      throw Failures.unavailable(file + " cannot be opened: " + e.getMessage(), e);
    }
    return database;
  }

  @Override
  public <T extends @Nullable Object> T read(ReadWork<T> work) {
    return readers.read(work);
  }

  @Override
  public <T extends @Nullable Object> T readPrepared(PreparedWork<T> work) {
    return readers.read(handle -> work.run(handle, kept(handle.getConnection())));
  }

  /** The statements kept on the connection under the pool's. */
  private Statements kept(Connection pooled) throws SQLException {
    SQLiteConnection connection = pooled.unwrap(SQLiteConnection.class);
    Statements statements = kept.get(connection);
    if (statements == null) {
      for (SQLiteConnection known : kept.keySet()) {
        if (known.isClosed()) {
          kept.remove(known);
        }
      }
      statements = new Statements(connection);
      kept.put(connection, statements);
    }
    return statements;
  }

  @Override
  public <T extends @Nullable Object> T write(WriteWork<T> work) {
    Scope.requireOutside(this);
    Unit<T> unit = new Unit<>(work, clock.instant());
    writer.submit(unit);
    return Failures.await(unit.done);
  }

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> writeLater(WriteWork<T> work) {
    Scope.requireOutside(this);
    Unit<T> unit = new Unit<>(work, clock.instant());
    writer.submitNow(unit);
    return unit.done.whenCompleteAsync((result, failure) -> {}, CALLBACKS);
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public void whenPublished(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public WriteStats writeStats() {
    return writer.stats();
  }

  @Override
  public void check() {
    writer.check();
    DiskSpace.require("the database", folder);
    if (writer.isBroken()) {
      // Nobody may have written since it was mended.
      write(SqliteDatabase::touch);
    }
    read(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
  }

  /** A write of what is there already: it changes nothing, but the disk must take it. */
  private static boolean touch(Transaction tx) {
    int version = tx.handle().createQuery("PRAGMA user_version").mapTo(Integer.class).one();
    tx.handle().execute("PRAGMA user_version = " + version);
    return true;
  }

  @Override
  public void close() {
    writer.close();
    checkpoints.close();
    readerPool.close();
  }

  private void published() {
    listeners.forEach(Runnable::run);
  }

  private static SQLiteDataSource source(SqlConfig.Sqlite config, boolean readOnly) {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
    settings.setSynchronous(
        config.ephemeral() ? SQLiteConfig.SynchronousMode.OFF : SQLiteConfig.SynchronousMode.FULL);
    settings.enforceForeignKeys(true);
    settings.setBusyTimeout(10_000);
    // After a burst the log file is cut back to this many bytes.
    settings.setJournalSizeLimit(64 << 20);
    settings.setTempStore(SQLiteConfig.TempStore.MEMORY);
    settings.enableCaseSensitiveLike(true);
    settings.setCacheSize(readOnly ? -8_000 : -32_000);
    settings.setTransactionMode(
        readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(settings);
    source.setUrl("jdbc:sqlite:" + config.file().toAbsolutePath());
    return source;
  }

  private static HikariDataSource pool(SqlConfig.Sqlite config) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("noria-sqlite-readers");
    pool.setDataSource(source(config, true));
    pool.setConnectionInitSql("PRAGMA query_only = ON");
    pool.setAutoCommit(false);
    pool.setMaximumPoolSize(config.readers());
    pool.setMinimumIdle(1);
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionTimeout(10_000);
    pool.setMaxLifetime(0);
    return new HikariDataSource(pool);
  }
}
