/**
 * Registered models, their versions, stages and aliases, every move of them, and their cards.
 * {@link io.noria.registry.Registry} is the door.
 */
@NullMarked
package io.noria.registry;

import org.jspecify.annotations.NullMarked;
