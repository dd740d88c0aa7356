package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.MigrationScripts.Script;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How a database comes to this program's schema, or is refused. */
abstract class MigrationsContract {
  private static final Script NEWER =
      new Script(
          99,
          "V99__future.sql",
          "CREATE TABLE future (id ${identity}, body ${blob}, x ${double}, big BIGINT);\n");

  /** An empty database. */
  abstract DataSource empty() throws Exception;

  abstract Dialect dialect();

  @Test
  void anEmptyDatabaseIsMigratedAndThenLeftAlone() throws Exception {
    DataSource source = empty();
    assertThat(Migrations.run(source, dialect(), "test")).isTrue();
    assertThat(Migrations.run(source, dialect(), "test")).as("Flyway is not needed").isFalse();
  }

  @Test
  void aSchemaNewerThanTheProgramIsRefused() throws Exception {
    DataSource source = empty();
    List<Script> more = new ArrayList<>(Migrations.scripts());
    more.add(NEWER);
    Migrations.run(source, dialect(), "test", more);
    assertThatThrownBy(() -> Migrations.run(source, dialect(), "test"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("the schema of test is newer than this program")
        .hasMessageContaining("it has version 99")
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
  }

  @Test
  void aMissingScriptBetweenIsAddedLater() throws Exception {
    DataSource source = empty();
    List<Script> all = new ArrayList<>(Migrations.scripts());
    all.add(NEWER);
    Migrations.run(source, dialect(), "test", List.of(NEWER));
    assertThat(Migrations.run(source, dialect(), "test", all)).isTrue();
    assertThat(Migrations.run(source, dialect(), "test", all)).isFalse();
  }

  @Test
  void aScriptThatWasChangedAfterwardsIsRefused() throws Exception {
    DataSource source = empty();
    Migrations.run(source, dialect(), "test", List.of(NEWER));
    Script changed = new Script(99, NEWER.name(), "CREATE TABLE other (id ${identity});\n");
    assertThatThrownBy(() -> Migrations.run(source, dialect(), "test", List.of(changed)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("the schema of test cannot be brought up to date")
        .hasMessageContaining("checksum");
  }

  @Test
  void aScriptThatFailsIsNamed() throws Exception {
    DataSource source = empty();
    Script broken = new Script(98, "V98__broken.sql", "CREATE TABEL oops (id ${identity});\n");
    assertThatThrownBy(() -> Migrations.run(source, dialect(), "test", List.of(broken)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("V98__broken.sql");
  }

  @Test
  void thePlaceholdersAreTheDatabasesTypes() throws Exception {
    DataSource source = empty();
    Migrations.run(source, dialect(), "test", List.of(NEWER));
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO future (x, big) VALUES (1e300, 9223372036854775807)");
      statement.execute("INSERT INTO future (x) VALUES (0.5)");
      var rows = statement.executeQuery("SELECT id, x, big FROM future ORDER BY id");
      rows.next();
      assertThat(rows.getLong("id")).isEqualTo(1);
      assertThat(rows.getDouble("x")).isEqualTo(1e300);
      assertThat(rows.getLong("big")).isEqualTo(Long.MAX_VALUE);
      rows.next();
      assertThat(rows.getLong("id")).isEqualTo(2);
    }
  }
}
