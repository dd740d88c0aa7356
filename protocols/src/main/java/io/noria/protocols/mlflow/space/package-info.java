/**
 * The areas as one workspace sees them: every store shows what is in the request's workspace and
 * nothing else, by the names that are said there.
 */
@NullMarked
package io.noria.protocols.mlflow.space;

import org.jspecify.annotations.NullMarked;
