package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.execution.CoercedVariables;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.language.IntValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Browser;
import io.noria.protocols.mlflow.wire.Experiments;
import io.noria.protocols.mlflow.wire.Models;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.registry.ModelVersion;
import io.noria.registry.Registry;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema of MLflow's pages over the two areas; field names are those of the messages. */
final class GraphQlSchema {
  private static final Logger LOG = LoggerFactory.getLogger(GraphQlSchema.class);
  private static final int PAGE = 1000;

  /** Fields of an answer, or as much work as they are. */
  private static final long MOST = 2_000_000;

  private static final GraphQLScalarType LONG =
      GraphQLScalarType.newScalar().name("LongString").coercing(new LongCoercing()).build();

  private final Tracking tracking;
  private final Registry registry;
  private final GraphQL engine;

  private final long most;

  GraphQlSchema(Tracking tracking, Registry registry) {
    this(tracking, registry, MOST);
  }

  /** With another bound of an operation's work. */
  GraphQlSchema(Tracking tracking, Registry registry, long most) {
    this.tracking = tracking;
    this.registry = registry;
    this.most = most;
    this.engine =
        GraphQL.newGraphQL(
                new SchemaGenerator()
                    .makeExecutableSchema(new SchemaParser().parse(text()), wiring()))
            .defaultDataFetcherExceptionHandler(new Failures())
            .instrumentation(new GraphQlWork.Meter())
            .build();
  }

  ExecutionResult execute(ExecutionInput input) {
    return engine.execute(
        input.transform(given ->
            given.graphQLContext(
                Map.of(GraphQlWork.class, new GraphQlWork(tracking, registry, most)))));
  }

  private static String text() {
    try (InputStream in =
            Objects.requireNonNull(
                GraphQlSchema.class.getResourceAsStream("schema.graphqls"), "schema.graphqls");
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "the GraphQL schema cannot be read", e);
    }
  }

  private RuntimeWiring wiring() {
    DataFetcher<?> echo = env -> Map.of("output", orEmpty(env.<String>getArgument("inputString")));
    DataFetcher<?> runs = env -> runs(new Input(env), GraphQlWork.of(env));
    return RuntimeWiring.newRuntimeWiring()
        .scalar(LONG)
        .type(
            "Query",
            type ->
                type.dataFetcher("mlflowGetExperiment", env -> experiment(new Input(env)))
                    .dataFetcher("mlflowGetRun", env -> run(new Input(env), GraphQlWork.of(env)))
                    .dataFetcher("mlflowListArtifacts", env -> artifacts(new Input(env)))
                    .dataFetcher(
                        "mlflowSearchModelVersions",
                        env -> versions(new Input(env), GraphQlWork.of(env)))
                    .dataFetcher(
                        "mlflowGetMetricHistoryBulkInterval",
                        env -> points(new Input(env), GraphQlWork.of(env)))
                    .dataFetcher("mlflowSearchRuns", runs)
                    .dataFetcher("test", echo))
        .type(
            "Mutation",
            type ->
                type.dataFetcher("mlflowSearchDatasets", env -> datasets(new Input(env)))
                    .dataFetcher("mlflowSearchRuns", runs)
                    .dataFetcher("testMutation", echo))
        .type(
            "MlflowRunExtension",
            type ->
                type.dataFetcher(
                        "experiment", env -> experimentOf(env.getSource(), GraphQlWork.of(env)))
                    .dataFetcher(
                        "modelVersions", env -> versionsOf(env.getSource(), GraphQlWork.of(env))))
        .type(
            "MlflowMetricExtension",
            type -> type.dataFetcher("value", env -> number(env.getSource())))
        .type(
            "MlflowMetricWithRunId",
            type -> type.dataFetcher("value", env -> number(env.getSource())))
        .build();
  }

  /** A number that is none is null: GraphQL has no NaN. */
  private static @Nullable Object number(Runs.@Nullable Point point) {
    return point != null && point.value() instanceof Double number ? number : null;
  }

  private Experiments.One experiment(Input input) {
    ExperimentId id = new ExperimentId(required("experimentId", input.text("experimentId")));
    return new Experiments.One(MlflowMapping.experiment(tracking.experiments().get(id)));
  }

  private static Experiments.@Nullable Experiment experimentOf(
      Runs.@Nullable Run run, GraphQlWork work) {
    return run == null ? null : work.experiment(run.info().experimentId());
  }

  private static List<Models.Version> versionsOf(Runs.@Nullable Run run, GraphQlWork work) {
    return run == null ? List.of() : work.versions(run.info().runId());
  }

  private static RunId runId(Input input) {
    String id = input.text("runId");
    return new RunId(required("runId", id == null ? input.text("runUuid") : id));
  }

  private Runs.One run(Input input, GraphQlWork work) {
    Runs.Run run = MlflowMapping.run(tracking.runs().get(runId(input)));
    work.add(List.of(run));
    return new Runs.One(run);
  }

  private Shared.Files artifacts(Input input) {
    RunInfo run = tracking.runs().get(runId(input)).info();
    return new Shared.Files(
        Space.uri(run.artifactUri()),
        MlflowMapping.files(
            tracking.artifacts().list(run.artifacts(), orEmpty(input.text("path")))),
        null);
  }

  private Models.SomeVersions versions(Input input, GraphQlWork work) {
    Page<ModelVersion> page =
        registry
            .versions()
            .search(
                orEmpty(input.text("filter")),
                input.texts("orderBy"),
                Math.min(PAGE, input.number("maxResults", PAGE)),
                input.text("pageToken"));
    work.addVersions(page.items().size());
    return new Models.SomeVersions(
        page.items().stream().map(MlflowVersions::version).toList(), page.nextToken());
  }

  private Runs.Some runs(Input input, GraphQlWork work) {
    Page<Run> page =
        tracking
            .runs()
            .search(
                new RunSearch(
                    input.texts("experimentIds").stream().map(ExperimentId::new).toList(),
                    orEmpty(input.text("filter")),
                    MlflowMapping.view(input.text("runViewType")),
                    input.texts("orderBy"),
                    Math.min(PAGE, input.number("maxResults", PAGE)),
                    input.text("pageToken")));
    List<Runs.Run> runs = page.items().stream().map(MlflowMapping::run).toList();
    work.add(runs);
    return new Runs.Some(runs, page.nextToken());
  }

  private Browser.Datasets datasets(Input input) {
    return new BrowserCalls(tracking, registry).summaries(input.texts("experimentIds"));
  }

  private Runs.AllPoints points(Input input, GraphQlWork work) {
    List<RunId> ids = input.texts("runIds").stream().map(RunId::new).toList();
    if (ids.isEmpty() || ids.size() > 100) {
      throw NoriaException.invalid("runIds: " + ids.size() + " (expected: 1 to 100)");
    }
    Long from = input.has("startStep") ? (long) input.number("startStep", 0) : null;
    Long to = input.has("endStep") ? (long) input.number("endStep", 0) : null;
    int most = input.number("maxResults", 2500);
    if (most < 1 || most > 2500) {
      throw NoriaException.invalid("maxResults: " + most + " (expected: 1 to 2500)");
    }
    List<Runs.Point> points = new ArrayList<>();
    tracking
        .runs()
        .sample(ids, required("metricKey", input.text("metricKey")), from, to, most)
        .forEach((run, curve) -> curve.forEach(m -> points.add(MlflowMapping.point(m, run))));
    work.spend(points.size());
    return new Runs.AllPoints(points);
  }

  /** The one argument that every operation takes. */
  private static final class Input {
    private final Map<String, @Nullable Object> fields;

    Input(DataFetchingEnvironment env) {
      Map<String, @Nullable Object> given = env.getArgument("input");
      this.fields = required("input", given);
    }

    boolean has(String name) {
      return fields.get(name) != null;
    }

    @Nullable String text(String name) {
      return fields.get(name) instanceof String text ? text : null;
    }

    List<String> texts(String name) {
      return fields.get(name) instanceof List<?> list
          ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
          : List.of();
    }

    int number(String name, int otherwise) {
      return fields.get(name) instanceof Number number
          ? Math.clamp(number.longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE)
          : otherwise;
    }
  }

  private static boolean isCallers(Throwable failure) {
    return failure instanceof AbortExecutionException
        || (failure instanceof NoriaException own && own.code() != ErrorCode.INTERNAL);
  }

  /** A caller's fault is told; a defect is logged. */
  private static final class Failures implements DataFetcherExceptionHandler {
    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
        DataFetcherExceptionHandlerParameters failed) {
      Throwable failure = failed.getException();
      String message = failure.getMessage();
      if (!isCallers(failure)) {
        LOG.error("request failed path=/graphql field={}", failed.getPath(), failure);
        message = "something is broken in Noria; the server's log says what";
      }
      return CompletableFuture.completedFuture(
          DataFetcherExceptionHandlerResult.newResult(
                  GraphqlErrorBuilder.newError()
                      .message("%s", String.valueOf(message))
                      .path(failed.getPath())
                      .build())
              .build());
    }
  }

  /** Whole numbers of 64 bits, which JavaScript would round, as texts. */
  private static final class LongCoercing implements Coercing<Object, String> {
    @Override
    public String serialize(Object value, GraphQLContext context, Locale locale) {
      return String.valueOf(value);
    }

    @Override
    public Object parseValue(Object value, GraphQLContext context, Locale locale) {
      try {
        return Long.parseLong(String.valueOf(value));
      } catch (NumberFormatException e) {
        throw new CoercingParseValueException("a whole number of 64 bits was expected", e);
      }
    }

    @Override
    public Object parseLiteral(
        Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
      if (value instanceof IntValue number && number.getValue().bitLength() < 64) {
        return number.getValue().longValue();
      }
      throw new CoercingParseLiteralException("a whole number of 64 bits was expected");
    }
  }
}
