package io.noria.registry.sql;

import io.noria.base.Ref;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.RecordedMove;
import io.noria.registry.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads the table of moves. */
final class MoveRows {
  private static final String COLUMNS =
      "sequence, model, version, alias, moved_from, moved_to, who, why, evidence, event_ms,"
          + " recorded_ms";

  private MoveRows() {}

  static List<RecordedMove> list(Handle handle, String rest, Object... arguments) {
    return new ArrayList<>(
        handle
            .select("SELECT " + COLUMNS + " FROM model_moves " + rest, arguments)
            .map((rows, context) -> move(rows))
            .list());
  }

  private static RecordedMove move(ResultSet rows) throws SQLException {
    ModelVersionId id = new ModelVersionId(rows.getString(2), rows.getInt(3));
    String alias = rows.getString(4);
    String from = rows.getString(5);
    String to = rows.getString(6);
    String why = rows.getString(8);
    String verdict = rows.getString(9);
    Ref evidence = verdict == null ? null : Ref.parse(verdict);
    long event = rows.getLong(10);
    Instant eventTime = rows.wasNull() ? null : Instant.ofEpochMilli(event);
    Move move;
    if (alias != null) {
      move = new Move.OfAlias(id, alias, number(from), number(to), why, eventTime, evidence);
    } else if (to == null) {
      move = new Move.OfDeletion(id, Stage.parse(from), why, eventTime, evidence);
    } else {
      move = new Move.OfStage(id, Stage.parse(from), Stage.parse(to), why, eventTime, evidence);
    }
    return new RecordedMove(
        rows.getLong(1), move, rows.getString(7), Instant.ofEpochMilli(rows.getLong(11)));
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text == null ? null : Integer.valueOf(text);
  }
}
