package io.noria.collaboration.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the stores check and read alike. */
final class Texts {
  private Texts() {}

  /** A text with something in it, of at most so many characters. */
  static String filled(String what, String text, int most) {
    if (text.isBlank()) {
      throw NoriaException.invalid(what + ": empty (expected: some text)");
    }
    return bounded(what, text, most);
  }

  /** A text of at most so many characters, without NUL, which PostgreSQL cannot keep. */
  static String bounded(String what, String text, int most) {
    Limits.atMost(what, text, most);
    if (text.indexOf('\0') >= 0) {
      throw NoriaException.invalid(what + ": has a NUL character (expected: text)");
    }
    return text;
  }

  /** One line of text. */
  static String line(String what, String text, int most) {
    filled(what, text, most);
    if (text.chars().anyMatch(c -> c < 32 || c == 127)) {
      throw NoriaException.invalid(
          what + ": '" + Limits.shown(text) + "' (expected: one line without control characters)");
    }
    return text;
  }

  static NoriaException tooMany(String what, int most) {
    return new NoriaException(
        ErrorCode.RESOURCE_EXHAUSTED, what + ": there are " + most + ", which is the most");
  }

  static NoriaException notAuthor(String what, String author, String caller) {
    return new NoriaException(
        ErrorCode.PERMISSION_DENIED,
        what + ": written by " + author + ", you are " + caller + " (expected: its author)");
  }

  static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
    long millis = rows.getLong(column);
    return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /** Rows about a model and its versions go by the model's new name. */
  static void rename(Transaction tx, String table, String model, String newName) {
    tx.handle()
        .execute(
            "UPDATE " + table + " SET subject = ? WHERE subject = ?",
            "model:" + newName,
            "model:" + model);
    // What follows the name is a number, so versions of no other model begin like this.
    String old = "model_version:" + model + "/";
    tx.handle()
        .execute(
            "UPDATE "
                + table
                + " SET subject = ? || substr(subject, ?) WHERE substr(subject, 1, ?) = ?",
            "model_version:" + newName + "/",
            old.length() + 1,
            old.length(),
            old);
  }
}
