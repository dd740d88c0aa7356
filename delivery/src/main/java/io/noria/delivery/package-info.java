/**
 * How a model version gets to serve and how it leaves: gates, verdicts, promotion, rollback, and
 * the triggers that start training.
 */
@NullMarked
package io.noria.delivery;

import org.jspecify.annotations.NullMarked;
