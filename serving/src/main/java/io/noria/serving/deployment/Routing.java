package io.noria.serving.deployment;

import io.noria.base.Origin;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Rule;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules in their order, with the versions that they send requests to. Immutable.
 *
 * @param ways one for each rule
 */
record Routing(List<Way> ways) {
  /**
   * A rule and where it leads.
   *
   * @param rule the rule
   * @param pinned the variant's version; null for the deployment's own, also as long as the variant
   *     has none
   */
  record Way(Rule rule, LiveDeployment.@Nullable Pinned pinned) {}

  /** The first row of a request, as a version takes it. */
  record FirstRow(Bundle bundle, RowBlock rows) {}

  /** Copies. */
  Routing {
    ways = List.copyOf(ways);
  }

  /** Whether a row must be read before it is clear who answers. */
  boolean fields() {
    for (Way way : ways) {
      if (way.rule().on() == Rule.On.FIELD) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first way that fits; null when none does.
   *
   * @param row null when the request has none: then no column is there
   */
  @Nullable Way find(Origin origin, @Nullable FirstRow row) {
    for (Way way : ways) {
      Rule rule = way.rule();
      boolean fits =
          rule.on() == Rule.On.HEADER
              ? fitsText(rule, origin.header(rule.name()))
              : fitsField(rule, row);
      if (fits) {
        return way;
      }
    }
    return null;
  }

  private static boolean fitsText(Rule rule, @Nullable String came) {
    if (came == null) {
      return rule.operator() == Rule.Operator.NOT;
    }
    return switch (rule.operator()) {
      case EQUALS -> came.equals(rule.operands().getFirst());
      case NOT -> !came.equals(rule.operands().getFirst());
      case IN -> rule.operands().contains(came);
      case PREFIX -> came.startsWith(rule.operands().getFirst());
      case LESS -> Rule.number(came) < Rule.number(rule.operands().getFirst());
      case GREATER -> Rule.number(came) > Rule.number(rule.operands().getFirst());
      case PRESENT -> true;
    };
  }

  private static boolean fitsField(Rule rule, @Nullable FirstRow row) {
    int place = row == null || row.rows().size() == 0 ? -1 : row.bundle().place(rule.name());
    if (row == null || place < 0) {
      return rule.operator() == Rule.Operator.NOT;
    }
    FeatureColumn column = row.bundle().inputs().get(place);
    double value = row.rows().value(0, place);
    if (column.type() == FeatureColumn.Type.STRING) {
      return fitsText(
          rule,
          Double.isNaN(value)
              ? row.rows().unknown(0, place)
              : column.categories().get((int) value));
    }
    return fitsNumber(rule, value);
  }

  private static boolean fitsNumber(Rule rule, double came) {
    if (Double.isNaN(came)) {
      return rule.operator() == Rule.Operator.NOT;
    }
    return switch (rule.operator()) {
      case EQUALS -> came == number(rule.operands().getFirst());
      case NOT -> came != number(rule.operands().getFirst());
      case IN -> rule.operands().stream().anyMatch(each -> came == number(each));
      case PREFIX -> false;
      case LESS -> came < number(rule.operands().getFirst());
      case GREATER -> came > number(rule.operands().getFirst());
      case PRESENT -> true;
    };
  }

  /** As a column of numbers or of yes and no has it; NaN when it is none. */
  static double number(String operand) {
    return switch (operand) {
      case "true" -> 1;
      case "false" -> 0;
      default -> Rule.number(operand);
    };
  }
}
