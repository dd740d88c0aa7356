package io.noria.storage.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads on pooled connections, each in one transaction that sees one snapshot. */
final class Readers implements AutoCloseable {
  private final Database database;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  Readers(Database database, HikariDataSource pool) {
    this.database = database;
    this.pool = pool;
    this.jdbi = Jdbis.of(pool::getConnection);
  }

  <T extends @Nullable Object> T read(Database.ReadWork<T> work) {
    Handle enclosing = Scope.enclosingRead(database);
    try {
      if (enclosing != null) {
        return work.run(enclosing);
      }
      return readOnOwnConnection(work);
    } catch (Exception e) {
      throw Failures.unchecked(e);
    }
  }

  private <T extends @Nullable Object> T readOnOwnConnection(Database.ReadWork<T> work)
      throws Exception {
    try (Handle handle = jdbi.open()) {
      try {
        return ScopedValue.where(Scope.CURRENT, new Scope(database, handle))
            .call(() -> work.run(handle));
      } finally {
        end(handle.getConnection());
      }
    } catch (org.jdbi.v3.core.ConnectionException e) {
      throw Failures.unavailable("the database cannot be read: " + e.getMessage(), e);
    }
  }

  /** Lets go of the snapshot. */
  private static void end(Connection connection) throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() {
    pool.close();
  }
}
