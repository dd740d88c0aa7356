/**
 * Noria's own REST API under {@code /noria/v1}, as {@code openapi.yaml} beside it says. Handlers
 * translate: no rule of an area lives here.
 */
@NullMarked
package io.noria.protocols.rest;

import org.jspecify.annotations.NullMarked;
