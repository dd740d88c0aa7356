/**
 * The program that trains, in a process of its own: what goes wrong in native code takes nothing
 * else with it. It uses the JDK and XGBoost only, so that it starts quickly.
 */
@NullMarked
package io.noria.training.child;

import org.jspecify.annotations.NullMarked;
