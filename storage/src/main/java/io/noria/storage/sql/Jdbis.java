package io.noria.storage.sql;

import io.noria.base.Ref;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jspecify.annotations.Nullable;

/** The one way a handle is set up. */
final class Jdbis {
  private Jdbis() {}

  static Jdbi of(ConnectionFactory connections) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.registerArgument(new InstantArgument());
    jdbi.registerArgument(new RefArgument());
    ColumnMapper<@Nullable Instant> instant =
        (rows, column, context) -> {
          long millis = rows.getLong(column);
          return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
        };
    jdbi.registerColumnMapper(Instant.class, instant);
    ColumnMapper<@Nullable Ref> ref =
        (rows, column, context) -> {
          String text = rows.getString(column);
          return text == null ? null : Ref.parse(text);
        };
    jdbi.registerColumnMapper(Ref.class, ref);
    return jdbi;
  }

  /** Hands out one connection that somebody else owns; closing a handle leaves it open. */
  static ConnectionFactory borrowed(Connection connection) {
    return new ConnectionFactory() {
      @Override
      public Connection openConnection() {
        return connection;
      }

      @Override
      public void closeConnection(Connection ignored) throws SQLException {
        // The owner closes it.
      }
    };
  }

  private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
    InstantArgument() {
      super(Types.BIGINT);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setLong(position, value.toEpochMilli());
    }
  }

  private static final class RefArgument extends AbstractArgumentFactory<Ref> {
    RefArgument() {
      super(Types.VARCHAR);
    }

    @Override
    protected Argument build(Ref value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setString(position, value.toString());
    }
  }
}
