package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.serving.Explanation;
import io.noria.thread.FeatureStory;
import io.noria.thread.Story;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A story on the wire. */
record WhyWire(
    PredictionsApi.PredictionWire prediction,
    String summary,
    @Nullable ExplanationWire explanation,
    @Nullable String explanationProblem,
    List<WhyFeatureWire> features,
    Ref versionRef,
    ModelWire.@Nullable Version version,
    Story.@Nullable Standing then,
    List<VerdictWire> verdicts,
    @Nullable RunOf run,
    List<DataOf> data,
    @Nullable MakingOf making,
    NeighboursOf neighbours,
    @Nullable SkewOf skew,
    List<Story.NextStep> next,
    double elapsedMs) {

  static WhyWire of(
      Story story,
      PredictionsApi.PredictionWire prediction,
      ModelWire.@Nullable Version version,
      double elapsedMs) {
    Explanation explanation = story.explanation();
    Run run = story.run();
    Story.Making making = story.making();
    Story.Skew skew = story.skew();
    return new WhyWire(
        prediction,
        story.summary(),
        explanation == null ? null : ExplanationWire.of(explanation, story.agrees()),
        story.explanationProblem(),
        story.features().stream().map(feature -> WhyFeatureWire.of(feature, skew)).toList(),
        story.versionId().ref(),
        version,
        story.then(),
        story.verdicts().stream().map(VerdictWire::of).toList(),
        run == null ? null : RunOf.of(run),
        story.data().stream().map(DataOf::of).toList(),
        making == null ? null : MakingOf.of(making),
        NeighboursOf.of(story.neighbours()),
        skew == null ? null : SkewOf.of(skew),
        story.next(),
        elapsedMs);
  }

  /** How the answer was explained. */
  record ExplanationWire(
      String method,
      boolean exact,
      String scale,
      String note,
      @Nullable String label,
      double bias,
      double biasValue,
      double margin,
      double value,
      boolean agrees,
      @Nullable List<ClassOf> classes,
      @Nullable Integer evaluations) {
    static ExplanationWire of(Explanation explanation, boolean agrees) {
      Explanation.Part answered = explanation.answered();
      List<Explanation.Part> parts = explanation.parts();
      double[] biases = parts.stream().mapToDouble(Explanation.Part::bias).toArray();
      return new ExplanationWire(
          Shown.lower(explanation.method()),
          explanation.exact(),
          scale(explanation),
          note(explanation),
          Shown.absentIfEmpty(answered.label()),
          answered.bias(),
          explanation.link().values(biases)[explanation.explained()],
          answered.margin(),
          answered.value(),
          agrees,
          parts.size() == 1 ? null : parts.stream().map(ClassOf::of).toList(),
          explanation.exact() ? null : (Integer) explanation.evaluations());
    }

    private static String scale(Explanation explanation) {
      return switch (explanation.link()) {
        case LOGISTIC, SOFTMAX -> "log-odds";
        case LOG -> "log";
        case IDENTITY -> explanation.answered().label().isEmpty() ? "number" : "probability";
      };
    }

    private static String note(Explanation explanation) {
      return switch (explanation.method()) {
        case TREE_SHAP ->
            "exact SHAP values of the trees; bias and contributions add up to the margin";
        case LINEAR ->
            "exact: weight times the distance from the training sample's mean; bias and"
                + " contributions add up to the margin";
        case SAMPLED_SHAPLEY ->
            "estimated: the model was asked %d times with values of training rows put in; they add up to the answer, each with its standard error"
                .formatted(explanation.evaluations());
      };
    }
  }

  /** One class of many. */
  record ClassOf(String label, double bias, double margin, double value) {
    static ClassOf of(Explanation.Part part) {
      return new ClassOf(part.label(), part.bias(), part.margin(), part.value());
    }
  }

  /** The run. */
  record RunOf(
      Ref ref,
      String id,
      String name,
      String status,
      @Nullable String user,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String commit,
      Map<String, String> params,
      Map<String, Double> metrics) {
    private static final String COMMIT = "mlflow.source.git.commit";

    static RunOf of(Run run) {
      Map<String, Double> metrics = new TreeMap<>();
      for (Metric metric : run.data().metrics()) {
        metrics.put(metric.key(), metric.value());
      }
      return new RunOf(
          run.id().ref(),
          run.id().value(),
          run.info().name(),
          run.info().status().name(),
          Shown.absentIfEmpty(run.info().user()),
          run.info().startedAt(),
          run.info().endedAt(),
          run.data().tags().get(COMMIT),
          run.data().params(),
          Shown.finite(metrics));
    }
  }

  /** A data version. */
  record DataOf(
      Ref ref,
      String dataset,
      String version,
      List<String> uses,
      @Nullable String digest,
      @Nullable Long rows,
      @Nullable String status,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Instant recordedAt,
      @Nullable String source) {
    static DataOf of(Story.DataRead read) {
      DatasetVersion version = read.version();
      return new DataOf(
          read.id().ref(),
          read.id().dataset(),
          read.id().version(),
          read.uses(),
          version == null ? null : version.digest().value(),
          version == null ? null : (Long) version.rows(),
          version == null ? null : version.status().name(),
          version == null ? null : version.from(),
          version == null ? null : version.to(),
          version == null ? null : version.recordedAt(),
          version == null ? null : version.source());
    }
  }

  /** The pipeline run. */
  record MakingOf(
      Ref pipelineRun,
      String pipeline,
      Ref task,
      String state,
      String reason,
      @Nullable Instant eventTime,
      Instant submittedAt,
      @Nullable Ref trigger,
      @Nullable String triggerWhy,
      List<Ref> causes) {
    static MakingOf of(Story.Making making) {
      return new MakingOf(
          making.run().id().ref(),
          making.run().pipeline(),
          making.task().ref(),
          making.run().state().name(),
          making.run().reason(),
          making.run().eventTime(),
          making.run().submittedAt(),
          making.trigger(),
          making.triggerWhy(),
          making.run().causes());
    }
  }

  /** Training rows like the one asked. */
  record NeighboursOf(
      int rows, boolean weighted, String note, @Nullable String target, List<NeighbourOf> items) {
    static NeighboursOf of(Story.Neighbours neighbours) {
      String note =
          neighbours.rows() == 0
              ? "the version keeps no sample of its training data"
              : "the nearest of %d training rows by Gower's distance, features counting %s"
                  .formatted(
                      neighbours.rows(), neighbours.weighted() ? "by contribution" : "alike");
      return new NeighboursOf(
          neighbours.rows(),
          neighbours.weighted(),
          note,
          Shown.absentIfEmpty(neighbours.target()),
          neighbours.items().stream().map(NeighbourOf::of).toList());
    }
  }

  /** One of them. */
  record NeighbourOf(
      double distance,
      @Nullable String label,
      @Nullable Double score,
      Map<String, @Nullable Object> features,
      List<String> differs) {
    static NeighbourOf of(Story.Neighbour neighbour) {
      return new NeighbourOf(
          neighbour.distance(),
          neighbour.label(),
          Shown.finite(neighbour.score()),
          neighbour.features(),
          neighbour.differs());
    }
  }

  /** Serving beside the pipeline. */
  record SkewOf(String key, @Nullable Ref task, int compared, List<String> differing, String note) {
    static SkewOf of(Story.Skew skew) {
      int compared = skew.offline().size();
      String note =
          skew.task() == null
              ? "no pipeline has prepared a row with this key"
              : skew.differing().isEmpty()
                  ? "all %d features are as the pipeline computed them".formatted(compared)
                  : "%d of %d features differ from what the pipeline computed"
                      .formatted(skew.differing().size(), compared);
      return new SkewOf(
          skew.key(),
          skew.task() == null ? null : skew.task().ref(),
          compared,
          skew.differing(),
          note);
    }
  }

  /** A feature's own part. */
  record WhyFeatureWire(
      String name,
      String type,
      @Nullable Object value,
      @Nullable Double contribution,
      @Nullable Double standardError,
      @Nullable Double runningMargin,
      @Nullable Double runningValue,
      @Nullable Double change,
      @Nullable Map<String, Double> byClass,
      String mark,
      String note,
      @Nullable SampleOf reference,
      @Nullable OfflineOf offline) {
    static WhyFeatureWire of(FeatureStory feature, Story.@Nullable Skew skew) {
      FeatureStory.Added added = feature.added();
      return new WhyFeatureWire(
          feature.name(),
          feature.type().wire(),
          feature.value(),
          added == null ? null : (Double) added.contribution(),
          added == null ? null : added.standardError(),
          added == null ? null : (Double) added.runningMargin(),
          added == null ? null : (Double) added.runningValue(),
          added == null ? null : (Double) added.change(),
          added == null || added.byClass().isEmpty() ? null : added.byClass(),
          Shown.lower(feature.mark()),
          feature.note(),
          feature.sample() == null ? null : SampleOf.of(feature.sample()),
          skew == null || !skew.offline().containsKey(feature.name())
              ? null
              : new OfflineOf(
                  shown(skew.offline().get(feature.name())),
                  skew.differing().contains(feature.name())));
    }

    private static @Nullable Object shown(@Nullable Object value) {
      return value instanceof Double number && !Double.isFinite(number) ? null : value;
    }
  }

  /** What the pipeline computed. */
  record OfflineOf(@Nullable Object value, boolean differs) {}

  /** A feature in the training sample. */
  record SampleOf(
      int rows,
      double missing,
      @Nullable Double quantile,
      @Nullable Double mean,
      @Nullable Double median,
      @Nullable Double min,
      @Nullable Double p05,
      @Nullable Double p95,
      @Nullable Double max,
      @Nullable List<Double> edges,
      @Nullable List<Integer> counts,
      @Nullable Double share,
      @Nullable Integer rank,
      @Nullable Integer categories,
      @Nullable List<FeatureStory.Share> top) {
    static SampleOf of(FeatureStory.InSample in) {
      FeatureStory.Numbers of = in.numbers();
      FeatureStory.Categories texts = in.categories();
      return new SampleOf(
          in.rows(),
          in.missing(),
          of == null ? null : of.quantile(),
          of == null ? null : Shown.finite(of.mean()),
          of == null ? null : (Double) of.median(),
          of == null ? null : (Double) of.min(),
          of == null ? null : (Double) of.p05(),
          of == null ? null : (Double) of.p95(),
          of == null ? null : (Double) of.max(),
          of == null ? null : of.edges(),
          of == null ? null : of.counts(),
          texts == null ? null : texts.share(),
          texts == null ? null : texts.rank(),
          texts == null ? null : (Integer) texts.distinct(),
          texts == null ? null : texts.top());
    }
  }
}
