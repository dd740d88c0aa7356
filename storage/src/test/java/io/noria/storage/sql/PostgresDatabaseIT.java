package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PostgresDatabaseIT extends DatabaseContract {
  @Override
  protected Database open(InstantSource clock) {
    return TestDatabases.postgres(clock);
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    assertThatThrownBy(() ->
            Databases.open(
                SqlConfig.postgres("jdbc:postgresql://127.0.0.1:9/nowhere", "ada", "secret")))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("127.0.0.1:9/nowhere cannot be opened")
        .hasMessageNotContaining("secret")
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void twoServersShareOneDatabase() {
    String url = io.noria.testkit.PostgresServer.shared().createDatabase();
    try (Database one = Databases.open(SqlConfig.postgres(url, null, null));
        Database two = Databases.open(SqlConfig.postgres(url, null, null))) {
      one.write(tx -> tx.handle().execute("INSERT INTO lineage_edge VALUES ('a', 'b', 'c', 1)"));
      assertThat(
              two.<Integer>read(h ->
                  h.createQuery("SELECT count(*) FROM lineage_edge").mapTo(Integer.class).one()))
          .isEqualTo(1);
    }
  }
}
