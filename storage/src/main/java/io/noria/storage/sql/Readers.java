package io.noria.storage.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads on pooled connections, each in one transaction that sees one snapshot. */
final class Readers {
  private final Database database;
  private final Jdbi jdbi;
  private final Function<Throwable, RuntimeException> asSeenByCallers;

  /**
   * Reads through a pool's connections.
   *
   * @param asSeenByCallers what a read's failure means for who asked
   */
  Readers(
      Database database,
      ConnectionFactory connections,
      Function<Throwable, RuntimeException> asSeenByCallers) {
    this.database = database;
    this.jdbi = Jdbis.of(connections);
    this.asSeenByCallers = asSeenByCallers;
  }

  <T extends @Nullable Object> T read(Database.ReadWork<T> work) {
    Handle enclosing = Scope.enclosingRead(database);
    try {
      if (enclosing != null) {
        return work.run(enclosing);
      }
      return readOnOwnConnection(work);
    } catch (Exception e) {
      throw asSeenByCallers.apply(e);
    }
  }

  private <T extends @Nullable Object> T readOnOwnConnection(Database.ReadWork<T> work)
      throws Exception {
    try (Handle handle = jdbi.open()) {
      T result;
      try {
        result =
            ScopedValue.where(Scope.CURRENT, new Scope(database, handle))
                .call(() -> work.run(handle));
      } catch (Throwable e) {
        endAfter(handle.getConnection(), e);
        throw e;
      }
      end(handle.getConnection());
      return result;
    } catch (org.jdbi.v3.core.ConnectionException e) {
      throw Failures.unavailable("the database cannot be read: " + e.getMessage(), e);
    }
  }

  /** Of a connection that broke there is no snapshot; what broke it is what counts. */
  private static void endAfter(Connection connection, Throwable failure) {
    try {
      end(connection);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** Lets go of the snapshot. */
  private static void end(Connection connection) throws SQLException {
    connection.rollback();
  }
}
