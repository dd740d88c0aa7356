/**
 * Amazon SageMaker's contract of a container, of one model or of several, and its runtime's path.
 */
@NullMarked
package io.noria.protocols.sagemaker;

import org.jspecify.annotations.NullMarked;
