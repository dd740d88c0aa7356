package io.noria.tracking.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Where prepared statements come from: a unit of writing, or a read. */
@FunctionalInterface
interface Sql {
  /** The statement of the text, kept open by its source. */
  PreparedStatement statement(String text) throws SQLException;

  /** The statement with numbers bound from the first parameter on. */
  default PreparedStatement bound(String text, long... numbers) throws SQLException {
    PreparedStatement statement = statement(text);
    for (int i = 0; i < numbers.length; i++) {
      statement.setLong(i + 1, numbers[i]);
    }
    return statement;
  }
}
