package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.project.Project;
import io.noria.project.ProjectSpec;
import io.noria.protocols.http.JsonErrors;
import io.noria.protocols.http.Routes;
import io.noria.protocols.rest.ModelsApi.ProjectOfModel;
import io.noria.protocols.rest.imports.ImportsApi;
import io.noria.protocols.rest.loop.ProjectsApi;
import java.util.List;
import java.util.function.Predicate;

/** Every route of the API. */
public final class RestApi {
  private RestApi() {}

  /**
   * The routes.
   *
   * @param services the areas
   * @param info what the server says of itself
   * @param checks the areas' own checks
   * @param tokens the tokens
   * @param reset makes an ephemeral server empty
   */
  public static Routes routes(
      RestServices services, ServerInfo info, Checks checks, TokenBook tokens, Runnable reset) {
    Routes routes = Routes.of("rest", JsonErrors.FORM, "/noria/v1");
    new SystemApi(info, checks, tokens, reset, services.clock()).routes(routes);
    new EventsApi(services.outbox(), project -> scope(services.projects().get(project)))
        .routes(routes);
    LineageApi lineage =
        new LineageApi(
            services.lineage(),
            services.serving().predictions(),
            services.tracking().runs(),
            new Titles(services));
    lineage.routes(routes);
    new SearchApi(services).routes(routes);
    RunsApi runs = new RunsApi(services.tracking(), services.lineage());
    runs.routes(routes);
    new RunLogApi(services.tracking(), services.clock(), runs::shown, runs::experiment)
        .routes(routes);
    new TablesApi(services.tracking(), services.engine()).routes(routes);
    RunTableApi table = new RunTableApi(services.tracking(), runs);
    table.routes(routes);
    new RunGroupsApi(services.tracking(), table).routes(routes);
    new MetricsApi(services.tracking().runs(), runs).routes(routes);
    new CurvesApi(services.tracking().runs()).routes(routes);
    new ArtifactsApi(services.tracking()).routes(routes);
    new LoggedModelsApi(services.tracking(), services.registry()).routes(routes);
    new TracesApi(services.traces(), services.tracking()).routes(routes);
    ModelViews models =
        new ModelViews(
            services.registry(),
            services.tracking().artifacts(),
            services.lineage(),
            services.delivery().gates(),
            services.serving(),
            services.clock());
    ModelsApi registered =
        new ModelsApi(
            services.registry(),
            services.delivery(),
            services.serving().deployments(),
            models,
            model -> projectOf(services, model),
            services.clock());
    registered.routes(routes);
    new ModelChangesApi(services.registry(), models, registered::shown).routes(routes);
    new VersionFilesApi(
            services.serving().runnable(), services.registry(), services.tracking().artifacts())
        .routes(routes);
    new CardsApi(
            services.registry(),
            new CardSource(services.registry(), services.tracking(), services.datasets(), models))
        .routes(routes);
    new StandingApi(services.registry(), services.delivery().gates(), services.clock())
        .routes(routes);
    new TrafficApi(services.serving()).routes(routes);
    new BatchesApi(services.batches(), services.schedules()).routes(routes);
    new CanaryApi(services.serving()).routes(routes);
    new SamplingApi(services.serving()).routes(routes);
    new TermsApi(services.serving()).routes(routes);
    new DeploymentsApi(services.serving(), services.monitoring(), models, services.figures())
        .routes(routes);
    new LoadApi(services.serving(), services.figures(), services.clock()).routes(routes);
    new MonitoringApi(
            services.monitoring(),
            services.serving().deployments(),
            services.lineage(),
            services.thread().proposals())
        .routes(routes);
    PredictionsApi predictions = new PredictionsApi(services.serving(), lineage);
    predictions.routes(routes);
    new WhyApi(services.why(), predictions, models).routes(routes);
    DatasetsApi datasets = new DatasetsApi(services.datasets(), services.lineage());
    datasets.routes(routes);
    new ThreadApi(services.thread(), datasets).routes(routes);
    new CommentsApi(services.collaboration(), new Subjects(services)).routes(routes);
    new ReportsApi(services.collaboration()).routes(routes);
    new PipelinesApi(services.pipelines(), services.lineage()).routes(routes);
    ImportsApi.add(routes, services.tracking(), services.registry(), services.traces());
    ProjectsApi.add(
        routes,
        new ProjectsApi.Areas(
            services.projects(),
            services.datasets(),
            services.pipelines(),
            services.serving(),
            services.monitoring(),
            services.delivery(),
            services.lineage()));
    return routes;
  }

  /** A project's model has the project's name. */
  private static ProjectOfModel projectOf(RestServices services, String model) {
    return services
        .projects()
        .find(model)
        .map(project ->
            new ProjectOfModel(
                project.name(),
                project.spec().model().metric(),
                services
                    .serving()
                    .predictions()
                    .watermark(project.spec().deploy().name())
                    .orElse(project.eventTime())))
        .orElse(ProjectOfModel.NONE);
  }

  private static Predicate<EventWire> scope(Project project) {
    ProjectSpec spec = project.spec();
    List<String> datasets = spec.data().stream().map(ProjectSpec.Source::name).toList();
    return event ->
        belongs(event.subject(), spec, datasets)
            || event.evidence().stream().anyMatch(ref -> belongs(ref, spec, datasets));
  }

  private static boolean belongs(Ref ref, ProjectSpec spec, List<String> datasets) {
    return switch (ref.kind()) {
      case PROJECT, PIPELINE, MODEL -> ref.id().equals(spec.name());
      case MODEL_VERSION -> ref.id().startsWith(spec.name() + "/");
      case DATASET -> datasets.contains(ref.id());
      case DEPLOYMENT -> ref.id().equals(spec.deploy().name());
      default -> false;
    };
  }
}
