package io.noria.storage.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One at a time, over all processes: freeing what was deleted, or copying everything. A copy whose
 * objects were swept under its hands would be none. It goes with its process.
 */
public final class MaintenanceLock implements AutoCloseable {
  private static final long LOCK = 0x4e4f524941_02L;

  private final AutoCloseable held;

  private MaintenanceLock(AutoCloseable held) {
    this.held = held;
  }

  /**
   * Takes it for the database.
   *
   * @throws NoriaException FAILED_PRECONDITION when another has it
   */
  public static MaintenanceLock take(SqlConfig config) {
    AutoCloseable held =
        switch (config) {
          case SqlConfig.Sqlite sqlite -> ofFile(sqlite.file().toAbsolutePath());
          case SqlConfig.Postgres postgres -> ofServer(postgres);
        };
    if (held == null) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "a backup or gc of the same database is under way (expected: one at a time; wait for it)");
    }
    return new MaintenanceLock(held);
  }

  private static @Nullable AutoCloseable ofFile(Path database) {
    Path file = database.resolveSibling(database.getFileName() + ".maintenance");
    try {
      Files.createDirectories(database.resolveSibling("."));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = locked(channel);
      if (lock == null) {
        channel.close();
        return null;
      }
      return channel;
    } catch (IOException e) {
      throw Failures.unavailable(file + " cannot be locked: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static @Nullable AutoCloseable ofServer(SqlConfig.Postgres config) {
    try {
      Connection connection = PostgresDatabase.source(config).getConnection();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
        if (rows.next() && rows.getBoolean(1)) {
          return connection;
        }
      }
      connection.close();
      return null;
    } catch (SQLException e) {
      throw Failures.unavailable("the database is away: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      throw Failures.unavailable("the lock was not given back: " + e.getMessage(), e);
    }
  }
}
