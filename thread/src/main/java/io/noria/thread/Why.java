package io.noria.thread;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.delivery.Verdict;
import io.noria.registry.BundleInfo;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.RecordedMove;
import io.noria.registry.Stage;
import io.noria.serving.Explanation;
import io.noria.serving.Labels;
import io.noria.serving.LoggedPrediction;
import io.noria.serving.ReferenceSample;
import io.noria.serving.Values;
import io.noria.stats.Answers;
import io.noria.thread.Story.DataRead;
import io.noria.thread.Story.Making;
import io.noria.thread.Story.Neighbour;
import io.noria.thread.Story.Neighbours;
import io.noria.thread.Story.Skew;
import io.noria.thread.Story.Standing;
import io.noria.thread.why.FeatureStories;
import io.noria.thread.why.Makers;
import io.noria.thread.why.NearestRows;
import io.noria.thread.why.NearestRows.Near;
import io.noria.thread.why.NextSteps;
import io.noria.thread.why.SampleProfile;
import io.noria.thread.why.SkewCheck;
import io.noria.thread.why.Summary;
import io.noria.tracking.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a prediction is what it is: what was served, what each feature added, who the version
 * is and what allowed it, what made it and of which data, and the training rows most like the one
 * asked. Thread-safe.
 */
public final class Why {
  private static final int KEPT = 4;
  private static final int FEWEST_DIGITS = 4;

  /** What the log's double may differ from an answer computed again. */
  private static final double AGREES = 1e-6;

  private final WhyAreas areas;
  private final Makers makers;
  private final SkewCheck skew;
  private final NextSteps next;
  private final Map<ModelVersionId, Known> recent = new LinkedHashMap<>(16, 0.75f, true);

  /** What is kept of a version's sample. */
  private record Known(SampleProfile profile, NearestRows nearest) {}

  /** The version's part of a story: absent when it cannot be loaded. */
  private record Told(
      @Nullable Explanation explanation,
      @Nullable String problem,
      @Nullable BundleInfo info,
      List<FeatureStory> features,
      Neighbours neighbours) {}

  /**
   * What is asked for besides the prediction.
   *
   * @param neighbours how many training rows
   * @param weighted whether features count for likeness by their contribution
   */
  public record Wanted(int neighbours, boolean weighted) {
    /** Five rows, all features alike. */
    public static final Wanted USUAL = new Wanted(5, false);

    /** The most neighbours. */
    public static final int MOST = 50;

    /** Validates. */
    public Wanted {
      if (neighbours < 0 || neighbours > MOST) {
        throw NoriaException.invalid(
            "neighbours: " + neighbours + " (expected: 0 to " + MOST + ")");
      }
    }
  }

  /** Gathers from these. */
  public Why(WhyAreas areas) {
    this.areas = areas;
    this.makers =
        new Makers(
            areas.tracking(),
            areas.pipelines(),
            areas.delivery().triggers(),
            areas.datasets(),
            areas.lineage());
    this.skew =
        new SkewCheck(
            areas.datasets(), areas.pipelines(), areas.lineage(), areas.objects(), areas.engine());
    this.next = new NextSteps(areas.registry());
  }

  /**
   * The prediction that a person means.
   *
   * @param text its id, {@code prediction:} before it or not, or at least four digits of its
   *     beginning that no other has
   * @throws NoriaException NOT_FOUND when there is none, INVALID_ARGUMENT when there are several
   */
  public UUID resolve(String text) {
    String id = text.startsWith("prediction:") ? text.substring("prediction:".length()) : text;
    if (id.length() == 36) {
      try {
        return UUID.fromString(id);
      } catch (IllegalArgumentException e) {
        throw new NoriaException(
            ErrorCode.INVALID_ARGUMENT, "prediction: " + id + " (expected: its id, a UUID)", e);
      }
    }
    if (id.replace("-", "").length() < FEWEST_DIGITS) {
      throw NoriaException.invalid(
          "prediction: %s (expected: its id, or at least %d digits of how it begins)"
              .formatted(id, FEWEST_DIGITS));
    }
    List<UUID> found = areas.serving().predictions().startingWith(id, 2);
    if (found.size() > 1) {
      throw NoriaException.invalid(
          "prediction: %s (expected: more digits; %s and others begin so)"
              .formatted(id, found.getFirst()));
    }
    return found.stream().findFirst().orElseThrow(() -> unknown(id));
  }

  private static NoriaException unknown(Object id) {
    return NoriaException.notFound(
        ("prediction: %s (not in the log; the answer's header Noria-Prediction-Id names it, and"
                + " /noria/v1/deployments/NAME/predictions lists the newest)")
            .formatted(id));
  }

  /**
   * The story of a prediction.
   *
   * @throws NoriaException NOT_FOUND when it is not in the log
   */
  public Story of(UUID id, Wanted wanted) {
    LoggedPrediction prediction =
        areas.serving().predictions().find(id).orElseThrow(() -> unknown(id));
    List<Labels.RecordedLabel> labels = areas.serving().labels().of(prediction);
    var versionId = new ModelVersionId(prediction.model(), prediction.version());
    ModelVersion version = areas.registry().versions().find(versionId).orElse(null);
    Told told = told(prediction, version, wanted);
    Explanation explanation = told.explanation();
    Run run = makers.run(versionId, version).orElse(null);
    Making making = run == null ? null : makers.making(run).orElse(null);
    List<DataRead> data = run == null ? List.of() : makers.data(run, making);
    Skew compared = skew.check(prediction, data);
    return new Story(
        prediction,
        labels,
        Summary.of(prediction, labels, told.info()),
        explanation,
        told.problem(),
        explanation != null && agrees(explanation, prediction),
        told.features(),
        versionId,
        version,
        version == null ? null : then(versionId, prediction.recordedAt()),
        verdicts(versionId),
        run,
        data,
        making,
        told.neighbours(),
        compared,
        next.of(prediction, version, run, data, compared));
  }

  private static boolean agrees(Explanation explanation, LoggedPrediction prediction) {
    double now = explanation.answered().value();
    double logged = prediction.score();
    return Math.abs(now - logged) <= AGREES * Math.max(1, Math.abs(logged));
  }

  private Told told(LoggedPrediction prediction, @Nullable ModelVersion version, Wanted wanted) {
    if (version == null) {
      return untold(
          prediction,
          "version %d of %s was deleted since: its trees are gone, what it was served stays"
              .formatted(prediction.version(), prediction.model()));
    }
    try {
      var explanations = areas.serving().explanations();
      ReferenceSample sample = explanations.sample(prediction.model(), prediction.version());
      Explanation explanation =
          explanations.explain(prediction.model(), prediction.version(), prediction.features());
      Known known = known(version.id(), sample);
      return new Told(
          explanation,
          null,
          sample.info(),
          FeatureStories.explained(prediction.features(), explanation, known.profile()),
          neighbours(prediction, explanation, known, wanted));
    } catch (NoriaException e) {
      return untold(prediction, e.getMessage());
    }
  }

  private static Told untold(LoggedPrediction prediction, String problem) {
    return new Told(
        null, problem, null, FeatureStories.plain(prediction.features()), Neighbours.NONE);
  }

  private Known known(ModelVersionId id, ReferenceSample sample) {
    synchronized (recent) {
      Known known = recent.get(id);
      if (known != null && known.profile().sample() == sample) {
        return known;
      }
    }
    var profile = new SampleProfile(sample);
    var fresh = new Known(profile, new NearestRows(profile));
    synchronized (recent) {
      recent.put(id, fresh);
      var oldest = recent.keySet().iterator();
      while (recent.size() > KEPT) {
        oldest.next();
        oldest.remove();
      }
    }
    return fresh;
  }

  private Neighbours neighbours(
      LoggedPrediction prediction, Explanation explanation, Known known, Wanted wanted) {
    ReferenceSample sample = known.profile().sample();
    List<Near> near =
        known
            .nearest()
            .find(
                prediction.features(),
                wanted.weighted() ? explanation.answered().contributions() : null,
                wanted.neighbours());
    double[] scores = scores(prediction, sample, near);
    List<@Nullable String> labels = sample.labels();
    List<Neighbour> items = new ArrayList<>();
    for (int i = 0; i < near.size(); i++) {
      Near one = near.get(i);
      items.add(
          new Neighbour(
              one.distance(),
              labels == null ? null : labels.get(one.row()),
              scores[i],
              sample.row(one.row()),
              one.differs()));
    }
    return new Neighbours(sample.size(), wanted.weighted(), sample.info().target(), items);
  }

  /** What the version answers for the rows: one question for all. */
  private double[] scores(LoggedPrediction prediction, ReferenceSample sample, List<Near> near) {
    if (near.isEmpty()) {
      return new double[0];
    }
    int[] rows = near.stream().mapToInt(Near::row).toArray();
    List<Values> columns = new ArrayList<>();
    for (Values values : sample.values()) {
      columns.add(
          switch (values) {
            case Values.Numbers of ->
                new Values.Numbers(
                    Arrays.stream(rows).mapToDouble(row -> of.values()[row]).toArray());
            case Values.Texts of ->
                new Values.Texts(
                    Arrays.stream(rows).map(row -> of.codes()[row]).toArray(), of.texts());
          });
    }
    Answers answers =
        areas.serving().models().load(prediction.model(), prediction.version()).score(columns);
    double[] scores = new double[rows.length];
    Arrays.setAll(scores, answers::score);
    return scores;
  }

  private List<Verdict> verdicts(ModelVersionId id) {
    Map<String, Verdict> latest = new TreeMap<>();
    for (Verdict verdict : areas.delivery().gates().verdicts(id.model(), id.version())) {
      latest.merge(
          verdict.gate(), verdict, (a, b) -> a.recordedAt().isBefore(b.recordedAt()) ? b : a);
    }
    return latest.values().stream()
        .sorted(Comparator.comparing(Verdict::recordedAt).reversed())
        .toList();
  }

  /** Stage and aliases at a recorded moment, by the moves until then. */
  private Standing then(ModelVersionId id, Instant at) {
    var moves = areas.registry().moves();
    Stage stage = Stage.DEVELOPMENT;
    var aliases = new TreeSet<String>();
    for (RecordedMove recorded : moves.history(id)) {
      if (!recorded.recordedAt().isAfter(at)) {
        switch (recorded.move()) {
          case Move.OfStage move -> stage = move.to();
          case Move.OfAlias move -> aliases.add(move.alias());
          case Move.OfDeletion move -> stage = move.from();
        }
      }
    }
    aliases.removeIf(alias -> moves.aliasAt(id.model(), alias, at).filter(id::equals).isEmpty());
    return new Standing(stage.title(), List.copyOf(aliases));
  }
}
