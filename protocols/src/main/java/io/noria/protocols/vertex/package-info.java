/** The contract of a custom container on Vertex AI: a health route and a prediction route. */
@NullMarked
package io.noria.protocols.vertex;

import org.jspecify.annotations.NullMarked;
