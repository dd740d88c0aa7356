package io.noria.protocols.mlflow;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import io.noria.base.NoriaException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much one operation may ask for; fragments count wherever they are spread. */
final class GraphQlLimits {
  private static final int DEPTH = 10;
  private static final int SELECTIONS = 1000;
  private static final int ROOTS = 10;
  private static final int ALIASES = 10;

  private final Map<String, FragmentDefinition> fragments = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int selections;
  private int roots;

  private GraphQlLimits(Document document) {
    for (FragmentDefinition fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
      fragments.put(fragment.getName(), fragment);
    }
  }

  /**
   * Checks every operation of the document.
   *
   * @throws NoriaException INVALID_ARGUMENT naming what is too much
   */
  static void check(Document document) {
    for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
      GraphQlLimits limits = new GraphQlLimits(document);
      limits.visit(operation.getSelectionSet(), 1);
      if (limits.roots > ROOTS) {
        throw tooMuch(ROOTS, "root fields", limits.roots);
      }
    }
  }

  private static NoriaException tooMuch(int most, String what, int found) {
    return NoriaException.invalid(
        "GraphQL queries should have at most " + most + " " + what + ", got " + found + ".");
  }

  private void visit(@Nullable SelectionSet set, int depth) {
    if (set == null) {
      return;
    }
    if (depth > DEPTH) {
      throw NoriaException.invalid("Query exceeds maximum depth of " + DEPTH);
    }
    int aliases = level(set, depth);
    if (aliases > ALIASES) {
      throw tooMuch(ALIASES, "aliases", aliases);
    }
  }

  /** Visits the fields of one level; how many of them have another name. */
  private int level(SelectionSet set, int depth) {
    int aliases = 0;
    for (Selection<?> selection : set.getSelections()) {
      // Spreads count too: a chain of them that doubles at every step has no field but its last.
      selections++;
      if (selections > SELECTIONS) {
        throw NoriaException.invalid("Query exceeds maximum total selections of " + SELECTIONS);
      }
      switch (selection) {
        case Field field -> {
          roots += depth == 1 ? 1 : 0;
          aliases += field.getAlias() == null ? 0 : 1;
          visit(field.getSelectionSet(), depth + 1);
        }
        case InlineFragment inline -> aliases += level(inline.getSelectionSet(), depth);
        case FragmentSpread spread -> aliases += spread(spread.getName(), depth);
        default -> throw NoriaException.invalid("Query has a selection of an unknown kind");
      }
    }
    return aliases;
  }

  /** A fragment within itself is left to the validation that follows. */
  private int spread(String name, int depth) {
    FragmentDefinition fragment = fragments.get(name);
    if (fragment == null || !open.add(name)) {
      return 0;
    }
    int aliases = level(fragment.getSelectionSet(), depth);
    open.remove(name);
    return aliases;
  }
}
