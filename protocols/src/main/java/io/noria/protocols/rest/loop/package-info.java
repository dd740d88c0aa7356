/** The REST API of projects: plan, apply, run, and all that the loop's page shows in one answer. */
@NullMarked
package io.noria.protocols.rest.loop;

import org.jspecify.annotations.NullMarked;
