package io.noria.serving.python;

import io.noria.serving.tensor.TensorSpec;
import io.noria.storage.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a loaded model says about itself.
 *
 * @param what the Python class or function: {@code sklearn.pipeline.Pipeline}
 * @param loader how it was loaded: {@code pickle}, {@code joblib}, {@code mlflow.sklearn}, …
 * @param inputs the tensors that it takes: one table of numbers, or one of each column
 * @param outputs the tensors that it gives, as far as is known
 * @param settled whether the outputs were seen in an answer, and are no guess
 * @param columns the columns by name, when it knows names; of a table of numbers in their order
 * @param frame whether it is given a pandas DataFrame
 * @param rows whether its rows are independent, so that requests may be put together
 * @param task {@code binary}, {@code multiclass}, {@code regression} or {@code other}
 * @param classes the labels of a classifier as texts, in the order of its probabilities
 * @param width values in one row of its prediction
 * @param params what may be given beside the inputs, by MLflow's signature
 * @param versions of Python and its libraries
 * @param warnings what Python said while it was loaded
 */
public record PythonSchema(
    String what,
    String loader,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    boolean settled,
    List<Column> columns,
    boolean frame,
    boolean rows,
    String task,
    List<String> classes,
    int width,
    List<Param> params,
    Map<String, String> versions,
    List<String> warnings) {
  /**
   * A column.
   *
   * @param type in MLflow's words: {@code double}, {@code float}, {@code integer}, {@code long},
   *     {@code boolean}, {@code string}, {@code datetime}, {@code binary}
   * @param required whether a value must be there in every row
   */
  public record Column(String name, String type, boolean required) {}

  /**
   * A parameter.
   *
   * @param type as a column's
   * @param value when none is given, as JSON; null when that is null
   */
  public record Param(String name, String type, @Nullable String value) {}

  /** Copies. */
  public PythonSchema {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    params = List.copyOf(params);
    versions = new LinkedHashMap<>(versions);
    warnings = List.copyOf(warnings);
  }

  static PythonSchema parse(String json) {
    return Json.read(json, PythonSchema.class);
  }
}
