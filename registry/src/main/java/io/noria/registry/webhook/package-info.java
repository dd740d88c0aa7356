/** How webhooks are told: which addresses are allowed, and the post itself. */
@NullMarked
package io.noria.registry.webhook;

import org.jspecify.annotations.NullMarked;
