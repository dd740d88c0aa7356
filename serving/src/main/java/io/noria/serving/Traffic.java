package io.noria.serving;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a deployment's requests beside its own version, and who listens. Thread-safe.
 *
 * <p>A request that names a subject (a customer, a session; else its key) is always answered by the
 * same variant as long as the shares stay: the subject's place among 10,000 is its hash (FNV-1a of
 * the deployment's and the subject's UTF-8, 64 bits, mixed as MurmurHash3 ends). Variants take the
 * places from 0 on in their order, so a growing first share keeps whom it has. Requests without a
 * subject are shared out at random.
 *
 * <p>Rules come before shares: the first that fits a request says who answers. A rule on a column
 * looks at the request's first row, read as the deployment's own version reads it; a question that
 * is no row fits none.
 */
public interface Traffic {
  /**
   * The variants of the deployment, in their order; empty when it answers alone.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment
   */
  List<VariantState> variants(String deployment);

  /**
   * Sets all variants and rules of the deployment anew. Their versions are loaded, checked and warm
   * before the first request goes there; those whose reference names none yet wait, and their share
   * goes to the deployment's own version.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment, model or
   *     version, INVALID_ARGUMENT when the answering shares add up to more than 100 or a name comes
   *     twice, FAILED_PRECONDITION when a version cannot be served
   */
  default List<VariantState> direct(String deployment, List<Variant> variants, List<Rule> rules) {
    return direct(deployment, variants, rules, null);
  }

  /**
   * {@link #direct(String, List, List)} at a moment of the data's world, for its event.
   *
   * @param eventTime null when it has none
   */
  List<VariantState> direct(
      String deployment, List<Variant> variants, List<Rule> rules, @Nullable Instant eventTime);

  /**
   * {@link #direct(String, List, List)} with the rules as they are.
   *
   * @throws io.noria.base.NoriaException also INVALID_ARGUMENT when a rule names a variant that is
   *     no more
   */
  default List<VariantState> direct(String deployment, List<Variant> variants) {
    return direct(deployment, variants, rules(deployment));
  }

  /**
   * The deployment's rules, in their order.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment
   */
  List<Rule> rules(String deployment);
}
