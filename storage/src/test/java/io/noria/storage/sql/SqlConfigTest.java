package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqlConfigTest {
  @Test
  void theFormsPeopleTypeAreRead() {
    assertThat(SqlConfig.parse("postgresql://ada:p%40ss%2Bw@db.example:5433/noria?sslmode=require"))
        .isEqualTo(
            SqlConfig.postgres(
                "jdbc:postgresql://db.example:5433/noria?sslmode=require", "ada", "p@ss+w"));
    assertThat(SqlConfig.parse("postgres://db.example/noria"))
        .isEqualTo(SqlConfig.postgres("jdbc:postgresql://db.example/noria", null, null));
    assertThat(SqlConfig.parse("jdbc:postgresql://h/d?user=ada"))
        .isEqualTo(SqlConfig.postgres("jdbc:postgresql://h/d?user=ada", null, null));
    assertThat(SqlConfig.parse("sqlite:/var/lib/noria/noria.db"))
        .isEqualTo(SqlConfig.sqlite(Path.of("/var/lib/noria/noria.db")));
  }

  @Test
  void anythingElseIsRefusedWithoutShowingThePassword() {
    assertThatThrownBy(() -> SqlConfig.parse("mysql://ada:secret@db/noria"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("mysql://…@db/noria (expected: postgresql://")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> SqlConfig.parse("postgresql://ada:secret@/noria"))
        .isInstanceOf(NoriaException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new SqlConfig.Sqlite(Path.of("x"), 0, 1, true))
        .hasMessage("readers: 0 (expected: 1 or more)");
  }

  @Test
  void printingOneShowsNoPassword() {
    assertThat(SqlConfig.postgres("jdbc:postgresql://h/d?password=secret&a=b", "ada", "secret"))
        .asString()
        .doesNotContain("secret")
        .contains("a=b");
  }
}
