package io.noria.registry.sql;

import io.noria.tracking.WorkspaceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a search sees the names of models.
 *
 * @param plain SQL: the name that the search knows
 * @param condition SQL: which models it sees
 * @param workspace whose models it sees; null for all
 */
record NamesIn(String plain, String condition, @Nullable WorkspaceName workspace) {
  /** Of the models of a workspace the names within it; of all, the names everywhere. */
  static NamesIn column(String column, @Nullable WorkspaceName workspace) {
    if (workspace == null) {
      return new NamesIn(column, "1 = 1", null);
    }
    if (workspace.isDefault()) {
      return new NamesIn(column, column + " NOT LIKE '%/%'", workspace);
    }
    String before = workspace + "/";
    return new NamesIn(
        "substr(" + column + ", " + (before.length() + 1) + ")",
        "substr(" + column + ", 1, " + before.length() + ") = '" + before + "'",
        workspace);
  }

  /** What a page's token is for. */
  List<Object> question(String filter, List<String> orderBy) {
    List<Object> question = new ArrayList<>(List.of(filter, orderBy));
    if (workspace != null) {
      question.add(workspace.value());
    }
    return question;
  }
}
