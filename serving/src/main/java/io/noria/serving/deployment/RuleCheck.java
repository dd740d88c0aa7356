package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Rule;
import io.noria.serving.Variant;
import io.noria.serving.bundle.Bundle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses rules that could never fit, or lead nowhere. */
final class RuleCheck {
  private static final int MOST_RULES = 50;

  private RuleCheck() {}

  /**
   * Checks the rules against the variants and the columns of the deployment's own version.
   *
   * @param own null as long as the deployment has none
   * @throws NoriaException INVALID_ARGUMENT with the names there are, FAILED_PRECONDITION for a
   *     rule on a column while nothing says which there are
   */
  static void check(
      String deployment, List<Rule> rules, List<Variant> variants, @Nullable Bundle own) {
    if (rules.size() > MOST_RULES) {
      throw NoriaException.invalid(
          "rules: " + rules.size() + " (expected: at most " + MOST_RULES + ")");
    }
    List<String> names = new ArrayList<>();
    for (Variant variant : variants) {
      if (!variant.shadow()) {
        names.add(variant.name());
      }
    }
    if (!names.contains(Rule.OWN)) {
      names.add(Rule.OWN);
    }
    for (Rule rule : rules) {
      if (!names.contains(rule.variant())) {
        throw NoriaException.invalid(
            "rule on %s %s: variant %s does not answer (expected: one of %s)"
                .formatted(
                    rule.on().wire(),
                    rule.name(),
                    Rows.shortened(rule.variant()),
                    String.join(", ", names)));
      }
      if (rule.on() == Rule.On.FIELD) {
        field(deployment, rule, own);
      }
    }
  }

  private static void field(String deployment, Rule rule, @Nullable Bundle own) {
    if (own == null) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "rule on field %s: deployment %s has no version yet (expected: one that says which columns there are)"
              .formatted(Rows.shortened(rule.name()), deployment));
    }
    int place = own.place(rule.name());
    if (place < 0) {
      throw NoriaException.invalid(
          "rule on field %s: no such column (expected: one of %s)"
              .formatted(
                  Rows.shortened(rule.name()),
                  String.join(", ", own.inputs().stream().map(FeatureColumn::name).toList())));
    }
    FeatureColumn column = own.inputs().get(place);
    boolean text = column.type() == FeatureColumn.Type.STRING;
    boolean fits =
        switch (rule.operator()) {
          case PRESENT -> true;
          case PREFIX -> text;
          case LESS, GREATER -> !text;
          case EQUALS, NOT, IN ->
              text || rule.operands().stream().noneMatch(o -> Double.isNaN(Routing.number(o)));
        };
    if (!fits) {
      throw NoriaException.invalid(
          "rule on field %s: %s %s (expected: what fits a column of type %s)"
              .formatted(
                  rule.name(), rule.operator().wire(), rule.operands(), column.type().wire()));
    }
  }
}
