/** Azure Machine Learning's stock inference server: {@code /score} and {@code /swagger.json}. */
@NullMarked
package io.noria.protocols.azureml;

import org.jspecify.annotations.NullMarked;
