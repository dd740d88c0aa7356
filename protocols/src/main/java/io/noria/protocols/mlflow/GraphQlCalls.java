package io.noria.protocols.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.WireJson;
import io.noria.registry.Registry;
import io.noria.tracking.Limits;
import io.noria.tracking.Tracking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The GraphQL endpoint of MLflow's own pages: one operation a request, errors beside the data with
 * status 200. Its classes are loaded by the first request.
 */
final class GraphQlCalls {
  private static final int LONGEST = 100_000;

  private final Tracking tracking;
  private final Registry registry;
  private volatile @Nullable GraphQlSchema schema;

  GraphQlCalls(Tracking tracking, Registry registry) {
    this.tracking = tracking;
    this.registry = registry;
  }

  void addTo(MlflowRoutes routes) {
    routes.alone("POST", "/graphql", this::execute);
  }

  private GraphQlSchema schema() {
    GraphQlSchema there = schema;
    if (there == null) {
      synchronized (this) {
        there = schema;
        if (there == null) {
          there = new GraphQlSchema(tracking, registry);
          schema = there;
        }
      }
    }
    return there;
  }

  private void execute(Exchange x) {
    JsonNode asked = WireJson.tree(x.body());
    if (!asked.isObject()) {
      throw NoriaException.invalid("body: (expected: one operation as a JSON object; no batches)");
    }
    JsonNode query = asked.path("query");
    if (!query.isTextual() || query.textValue().length() > LONGEST) {
      throw NoriaException.invalid(
          "query: (expected: the text of an operation, at most " + LONGEST + " characters)");
    }
    JsonNode operation = asked.path("operationName");
    if (!operation.isMissingNode() && !operation.isNull() && !operation.isTextual()) {
      throw NoriaException.invalid("operationName: (expected: a text)");
    }
    MlflowJson.send(
        x,
        answer(
            query.textValue(),
            operation.isTextual() ? operation.textValue() : null,
            variables(asked.path("variables"))));
  }

  private static Map<String, Object> variables(JsonNode variables) {
    if (variables.isMissingNode() || variables.isNull()) {
      return Map.of();
    }
    if (!variables.isObject()) {
      throw NoriaException.invalid("variables: (expected: a JSON object)");
    }
    Map<String, Object> map = new LinkedHashMap<>();
    variables
        .properties()
        .forEach(one ->
            map.put(one.getKey(), WireJson.mapper().convertValue(one.getValue(), Object.class)));
    return map;
  }

  private Map<String, @Nullable Object> answer(
      String query, @Nullable String operation, Map<String, Object> variables) {
    try {
      GraphQlLimits.check(Parser.parse(query));
    } catch (InvalidSyntaxException e) {
      return errors(List.of("Syntax Error: " + Limits.shown(String.valueOf(e.getMessage()))));
    } catch (NoriaException e) {
      return errors(List.of(String.valueOf(e.getMessage())));
    }
    ExecutionInput.Builder input =
        ExecutionInput.newExecutionInput().query(query).variables(variables);
    if (operation != null && !operation.isEmpty()) {
      input.operationName(operation);
    }
    ExecutionResult result = schema().execute(input.build());
    List<String> errors = new ArrayList<>();
    for (GraphQLError error : result.getErrors()) {
      errors.add(error.getMessage());
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", result.getData());
    answer.put("errors", errors.isEmpty() ? null : errors);
    return answer;
  }

  private static Map<String, @Nullable Object> errors(List<String> messages) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", null);
    answer.put("errors", messages);
    return answer;
  }
}
