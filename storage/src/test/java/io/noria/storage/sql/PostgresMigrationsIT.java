package io.noria.storage.sql;

import io.noria.testkit.PostgresServer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresMigrationsIT extends MigrationsContract {
  @Override
  DataSource empty() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(PostgresServer.shared().createDatabase());
    return source;
  }

  @Override
  Dialect dialect() {
    return Dialect.POSTGRES;
  }
}
