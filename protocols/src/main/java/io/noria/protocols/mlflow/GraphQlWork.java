package io.noria.protocols.mlflow;

import graphql.execution.AbortExecutionException;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimpleInstrumentationContext;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import graphql.schema.DataFetchingEnvironment;
import io.noria.base.Page;
import io.noria.protocols.mlflow.wire.Experiments;
import io.noria.protocols.mlflow.wire.Models;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.registry.ModelVersion;
import io.noria.registry.Registry;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Tracking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One operation's work: what it may cost, all its root fields together, and what of it is loaded
 * already. What belongs to the runs of a page is loaded for many of them at once. Used by one
 * thread.
 */
final class GraphQlWork {
  /** What is read of the store costs more than a field of the answer. */
  private static final int RUN = 500;

  private static final int VERSION = 50;

  /** As many runs' versions are asked for at once; a filter's length has its end. */
  private static final int TOGETHER = 300;

  private static final int PAGE = 1000;

  private final Tracking tracking;
  private final Registry registry;
  private final long most;
  private final Map<String, Experiments.Experiment> experiments = new HashMap<>();
  private final Map<String, List<Models.Version>> versions = new HashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private long spent;

  GraphQlWork(Tracking tracking, Registry registry, long most) {
    this.tracking = tracking;
    this.registry = registry;
    this.most = most;
  }

  /** The work of the operation that the field is of. */
  static GraphQlWork of(DataFetchingEnvironment env) {
    return Objects.requireNonNull(env.getGraphQlContext().get(GraphQlWork.class));
  }

  /** Runs that were read. */
  void add(List<Runs.Run> runs) {
    runs.forEach(run -> waiting.add(run.info().runId()));
    spend((long) runs.size() * RUN);
  }

  /** Versions that were read. */
  void addVersions(int count) {
    spend((long) count * VERSION);
  }

  /**
   * Counts.
   *
   * @throws AbortExecutionException when all is spent: the operation has no answer
   */
  void spend(long units) {
    spent += units;
    if (spent > most) {
      throw new AbortExecutionException(
          "Query asks for too much at once (expected: fewer runs, fields or root fields)");
    }
  }

  Experiments.Experiment experiment(String id) {
    return experiments.computeIfAbsent(
        id, i -> MlflowMapping.experiment(tracking.experiments().get(new ExperimentId(i))));
  }

  /** The versions that came of the run. */
  List<Models.Version> versions(String run) {
    List<Models.Version> there = versions.get(run);
    return there == null ? load(run) : there;
  }

  private List<Models.Version> load(String run) {
    List<String> runs = new ArrayList<>(List.of(run));
    waiting.remove(run);
    for (Iterator<String> more = waiting.iterator(); more.hasNext() && runs.size() < TOGETHER; ) {
      runs.add(more.next());
      more.remove();
    }
    Map<String, List<Models.Version>> found = new HashMap<>();
    runs.forEach(id -> found.put(id, new ArrayList<>()));
    String filter = runs.stream().collect(Collectors.joining("','", "run_id IN ('", "')"));
    String token = null;
    do {
      Page<ModelVersion> page = registry.versions().search(filter, List.of(), PAGE, token);
      addVersions(page.items().size());
      for (ModelVersion version : page.items()) {
        Models.Version one = MlflowVersions.version(version);
        found.computeIfAbsent(String.valueOf(one.runId()), id -> new ArrayList<>()).add(one);
      }
      token = page.nextToken();
    } while (token != null);
    versions.putAll(found);
    return Objects.requireNonNull(found.get(run));
  }

  /** Counts every field of the answer. */
  static final class Meter extends SimplePerformantInstrumentation {
    @Override
    public @Nullable InstrumentationContext<Object> beginFieldExecution(
        InstrumentationFieldParameters field, @Nullable InstrumentationState state) {
      GraphQlWork work = field.getExecutionContext().getGraphQLContext().get(GraphQlWork.class);
      if (work != null) {
        work.spend(1);
      }
      return SimpleInstrumentationContext.noOp();
    }
  }
}
