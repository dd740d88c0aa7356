package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.tracking.Filter;
import io.noria.tracking.SearchSql;
import io.noria.tracking.View;

/** What all searches of the area share. */
final class Views {
  private Views() {}

  static void restrict(SearchSql sql, String column, View view) {
    switch (view) {
      case ACTIVE_ONLY -> sql.and(column + " = 'ACTIVE'");
      case DELETED_ONLY -> sql.and(column + " = 'DELETED'");
      case ALL -> {
        // Nothing is left out.
      }
    }
  }

  static NoriaException unknown(Filter.Field field, String expected) {
    return NoriaException.invalid(
        "filter: there is no field '" + field + "' (expected: " + expected + ")");
  }
}
