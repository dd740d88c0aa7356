/** Evaluates ONNX models: by ONNX Runtime, in this process. */
@NullMarked
package io.noria.serving.onnx;

import org.jspecify.annotations.NullMarked;
