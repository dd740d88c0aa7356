package io.noria.registry.sql;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Reason;
import io.noria.registry.Stage;
import io.noria.registry.VersionSource;
import io.noria.registry.VersionStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.Filter;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import io.noria.tracking.Tracking;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of versions. */
public final class SqlVersionStore implements VersionStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlVersionStore.class);
  private static final int MOST = 200_000;
  private static final String IS_PROMPT = "mlflow.prompt.is_prompt";

  private final Database database;
  private final Tracking tracking;
  private final SqlMoveStore moves;

  /** The table in the database; sources are looked up in tracking. */
  public SqlVersionStore(Database database, Tracking tracking, SqlMoveStore moves) {
    this.database = database;
    this.tracking = tracking;
    this.moves = moves;
  }

  /** Where a version comes from, looked up before the transaction. */
  private record Origin(
      @Nullable RunId run, @Nullable LoggedModelId loggedModel, @Nullable ModelVersionId original) {
    Origin(@Nullable RunId run, @Nullable LoggedModelId loggedModel) {
      this(run, loggedModel, null);
    }
  }

  @Override
  public ModelVersion create(NewModelVersion wanted) {
    Names.model(wanted.model());
    Tags.check(wanted.tags());
    Origin origin = origin(wanted, source(wanted));
    ModelVersion created =
        database.write(tx -> {
          ModelVersionId id = next(tx, wanted.model());
          insert(tx, id, wanted, origin);
          return VersionRows.full(tx.handle(), id);
        });
    LOG.info("event=version_registered version={} run={}", created.id(), created.run());
    return created;
  }

  /** A prompt's text is a tag: it has no files, and its source is a word without meaning. */
  private static VersionSource source(NewModelVersion wanted) {
    if ("true".equalsIgnoreCase(wanted.tags().get(IS_PROMPT))) {
      Limits.atMost("source", wanted.source(), 2000);
      return new VersionSource.Elsewhere(wanted.source());
    }
    return VersionSource.parse(wanted.source());
  }

  private Origin origin(NewModelVersion wanted, VersionSource source) {
    RunId run = wanted.run();
    LoggedModelId model = wanted.loggedModel();
    if (run != null) {
      tracking.runs().get(run);
    }
    if (model != null) {
      tracking.loggedModels().get(model);
    }
    return switch (source) {
      case VersionSource.OfRun of -> {
        tracking.runs().get(of.run());
        yield new Origin(run == null ? of.run() : run, model);
      }
      case VersionSource.OfLoggedModel of -> {
        LoggedModel logged = tracking.loggedModels().get(of.model());
        yield new Origin(run == null ? logged.run() : run, of.model());
      }
      case VersionSource.OfVersion of -> {
        ModelVersion original = get(of.version());
        yield new Origin(
            run == null ? original.run() : run,
            model == null ? original.loggedModel() : model,
            original.id());
      }
      case VersionSource.OfArtifacts of -> new Origin(run, model);
      case VersionSource.Elsewhere of -> new Origin(run, model);
    };
  }

  private static ModelVersionId next(Transaction tx, String model) {
    return tx.handle()
        .select(
            "UPDATE registered_models SET last_version = last_version + 1, updated_ms = ?"
                + " WHERE name = ? AND lifecycle = 'ACTIVE' RETURNING last_version",
            tx.now(),
            model)
        .mapTo(Integer.class)
        .findFirst()
        .map(version -> new ModelVersionId(model, version))
        .orElseThrow(() -> Fault.noModel(model));
  }

  private static void insert(
      Transaction tx, ModelVersionId id, NewModelVersion wanted, Origin origin) {
    RunId run = origin.run();
    LoggedModelId loggedModel = origin.loggedModel();
    long number =
        tx.handle()
            .select(
                "INSERT INTO model_versions (model, version, lifecycle, stage, source, run,"
                    + " logged_model, user_name, description, event_ms, created_ms, updated_ms)"
                    + " VALUES (?, ?, 'ACTIVE', 'DEVELOPMENT', ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " RETURNING number",
                id.model(),
                id.version(),
                wanted.source(),
                run == null ? null : run.value(),
                loggedModel == null ? null : loggedModel.value(),
                tx.actor(),
                wanted.description(),
                wanted.eventTime(),
                tx.now(),
                tx.now())
            .mapTo(Long.class)
            .one();
    Tags.OF_VERSIONS.put(tx.handle(), number, wanted.tags());
    if (run != null) {
      tx.link(run.ref(), "produced", id.ref());
    }
    WebhookQueue.versionCreated(tx, id, wanted, run == null ? null : run.value());
    ModelVersionId original = origin.original();
    if (original != null) {
      tx.link(original.ref(), "copied", id.ref());
      SqlCardStore.copy(tx, original, id);
    }
    tx.publish(
        new Event.ModelVersionRegistered(
            id.ref(),
            wanted.eventTime(),
            "Version " + id.version() + " of " + id.model() + " was registered.",
            id.model(),
            id.version(),
            run == null ? null : run.value()));
  }

  @Override
  public ModelVersion get(ModelVersionId id) {
    return database.read(handle -> VersionRows.full(handle, id));
  }

  @Override
  public Optional<ModelVersion> find(ModelVersionId id) {
    return database.read(
        handle -> VersionRows.find(handle, id).map(row -> VersionRows.full(handle, id)));
  }

  @Override
  public Optional<ModelVersion> findByAlias(String model, String alias) {
    return database.read(handle ->
        SqlMoveStore.aliased(handle, model, alias)
            .map(version -> VersionRows.full(handle, new ModelVersionId(model, version))));
  }

  @Override
  public Optional<ModelVersion> findByStage(String model, Stage stage) {
    return database.read(handle ->
        VersionRows.list(
                handle,
                "WHERE model = ? AND stage = ? AND lifecycle = 'ACTIVE'"
                    + " ORDER BY version DESC LIMIT 1",
                model,
                stage.name())
            .stream()
            .findFirst()
            .map(row -> VersionRows.full(handle, row.version().id())));
  }

  @Override
  public List<ModelVersion> list(String model) {
    return database.read(handle ->
        List.copyOf(
            VersionRows.full(
                    handle,
                    VersionRows.list(
                        handle,
                        "WHERE model = ? AND lifecycle = 'ACTIVE' ORDER BY version DESC",
                        model))
                .values()));
  }

  @Override
  public ModelVersion describe(ModelVersionId id, String description) {
    return database.write(tx -> {
      VersionRows.Row row = VersionRows.get(tx.handle(), id);
      tx.handle()
          .execute(
              "UPDATE model_versions SET description = ?, updated_ms = ? WHERE number = ?",
              description,
              tx.now(),
              row.number());
      return VersionRows.full(tx.handle(), id);
    });
  }

  @Override
  public void setTag(ModelVersionId id, String key, String value) {
    Tags.check(Map.of(key, value));
    database.write(tx -> {
      VersionRows.Row row = VersionRows.get(tx.handle(), id);
      Tags.OF_VERSIONS.put(tx.handle(), row.number(), Map.of(key, value));
      WebhookQueue.versionTag(tx, id, key, value);
      return true;
    });
  }

  @Override
  public void deleteTag(ModelVersionId id, String key) {
    database.write(tx -> {
      VersionRows.Row row = VersionRows.get(tx.handle(), id);
      Tags.OF_VERSIONS.remove(tx.handle(), row.number(), key);
      WebhookQueue.versionTag(tx, id, key, null);
      return true;
    });
  }

  @Override
  public void delete(ModelVersionId id) {
    database.write(tx -> {
      VersionRows.Row row = VersionRows.get(tx.handle(), id);
      for (String alias : VersionRows.full(tx.handle(), id).aliases()) {
        moves.deleteAlias(tx, id.model(), alias, Reason.of("the version was deleted"));
      }
      moves.deleted(tx, row, Reason.of("the version was deleted"));
      return tx.handle()
          .execute(
              "UPDATE model_versions SET lifecycle = 'DELETED', updated_ms = ?, deleted_ms = ?"
                  + " WHERE number = ?",
              tx.now(),
              tx.now(),
              row.number());
    });
    LOG.info("event=version_deleted version={}", id);
  }

  @Override
  public Page<ModelVersion> search(
      @Nullable WorkspaceName workspace,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken) {
    if (limit < 1 || limit > MOST) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 1 to " + MOST + ")");
    }
    NamesIn names = NamesIn.column("v.model", workspace);
    SearchSql sql =
        new SearchSql(database.dialect(), field -> field(field, names))
            .filter(filter)
            .and("v.lifecycle = 'ACTIVE'")
            .and(names.condition())
            .order(orderBy);
    if (orderBy.isEmpty()) {
      sql.sort(SearchField.number("v.updated_ms"), false);
    }
    sql.sort(SearchField.text(names.plain()), true).sort(SearchField.number("v.version"), false);
    return RegistryPages.read(
        database,
        sql,
        names.question(filter, orderBy),
        new RegistryPages.From<>(Long.class, "v.number", "model_versions v", limit, pageToken),
        (Handle handle, List<Long> numbers) -> VersionRows.byNumber(handle, numbers));
  }

  private static SearchField field(Filter.Field field, NamesIn names) {
    String expected = "name, run_id, source_path, version_number or tags.KEY";
    return switch (field.scope()) {
      case "", "attribute", "attributes" ->
          switch (field.key()) {
            case "name" -> SearchField.text(names.plain());
            case "run_id" -> SearchField.text("v.run");
            case "source_path", "source" -> SearchField.text("v.source");
            case "version_number", "version" ->
                new SearchField(
                    SearchField.Kind.QUOTABLE_NUMBER, "v.version", null, List.of(), false);
            case "creation_timestamp" -> SearchField.number("v.created_ms");
            case "last_updated_timestamp" -> SearchField.number("v.updated_ms");
            default -> throw Fault.noField(field, expected);
          };
      case "tag", "tags" ->
          RegistryPages.tag(
              field.key(), "FROM model_version_tags x WHERE x.number = v.number AND x.key = ?");
      default -> throw Fault.noField(field, expected);
    };
  }

  @Override
  public String downloadUri(ModelVersionId id) {
    return switch (resolved(id)) {
      case VersionSource.Elsewhere elsewhere -> elsewhere.uri();
      case VersionSource.OfArtifacts here -> uri(here.folder());
      case VersionSource.OfRun of -> uri(folder(of));
      case VersionSource.OfLoggedModel of -> uri(folder(of));
      case VersionSource.OfVersion of -> throw new IllegalStateException("a copy of a copy: " + of);
    };
  }

  @Override
  public ArtifactFolder folder(ModelVersionId id) {
    return switch (resolved(id)) {
      case VersionSource.Elsewhere elsewhere ->
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "model version "
                  + id
                  + ": its files are at "
                  + elsewhere.uri()
                  + " (expected: in this server's artifact store)");
      case VersionSource.OfArtifacts here -> here.folder();
      case VersionSource.OfRun of -> folder(of);
      case VersionSource.OfLoggedModel of -> folder(of);
      case VersionSource.OfVersion of -> throw new IllegalStateException("a copy of a copy: " + of);
    };
  }

  /** The source behind all copies; a copy outlives the version that it is a copy of. */
  private VersionSource resolved(ModelVersionId id) {
    VersionSource source = VersionSource.parse(get(id).source());
    while (source instanceof VersionSource.OfVersion of) {
      source =
          VersionSource.parse(
              database
                  .read(handle -> VersionRows.sourceOf(handle, of.version()))
                  .orElseThrow(() -> Fault.noVersion(of.version())));
    }
    return source;
  }

  private ArtifactFolder folder(VersionSource.OfRun of) {
    return new ArtifactFolder(tracking.runs().get(of.run()).info().artifacts(), of.path());
  }

  private ArtifactFolder folder(VersionSource.OfLoggedModel of) {
    return new ArtifactFolder(tracking.loggedModels().get(of.model()).artifacts(), "");
  }

  private static String uri(ArtifactFolder folder) {
    return folder.path().isEmpty()
        ? folder.root().uri()
        : folder.root().uri() + "/" + folder.path();
  }
}
