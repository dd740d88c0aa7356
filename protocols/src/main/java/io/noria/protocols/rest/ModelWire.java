package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.delivery.Outcome;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.ModelCard;
import io.noria.registry.Move;
import io.noria.registry.RecordedMove;
import io.noria.serving.ServedModel;
import io.noria.serving.Target;
import io.noria.serving.tensor.TensorSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models and their versions on the wire. */
final class ModelWire {
  private static final int MOST_CATEGORIES = 200;

  private ModelWire() {}

  record Model(
      String name,
      String workspace,
      @Nullable String description,
      Map<String, String> tags,
      Map<String, Integer> aliases,
      Map<String, List<Integer>> stages,
      int versions,
      @Nullable Integer champion,
      @Nullable Integer latest,
      List<String> deployment,
      @Nullable String metric,
      Instant createdAt,
      Instant updatedAt,
      @Nullable String project) {}

  record Measured(
      String name, double value, @Nullable Double low, @Nullable Double high, @Nullable String on) {
    static @Nullable Measured first(@Nullable ModelCard card) {
      return card == null || card.metrics().isEmpty() ? null : of(card.metrics().getFirst());
    }

    static Measured of(ModelCard.Measured metric) {
      return new Measured(metric.name(), metric.value(), metric.low(), metric.high(), metric.on());
    }
  }

  record VerdictBrief(Ref ref, String gate, Outcome outcome) {}

  record Version(
      Ref ref,
      String model,
      int version,
      String stage,
      List<String> aliases,
      String status,
      Instant createdAt,
      @Nullable Instant eventTime,
      double ageS,
      @Nullable String run,
      @Nullable Long size,
      String by,
      @Nullable String description,
      Map<String, String> tags,
      @Nullable Measured metric,
      @Nullable VerdictBrief verdict,
      List<String> serves,
      List<Ref> trainedOn,
      @Nullable String objective,
      @Nullable SignatureWire signature,
      @Nullable String card,
      @Nullable List<Fact> facts) {
    Version at(String stageThen, List<String> aliasesThen) {
      return new Version(
          ref,
          model,
          version,
          stageThen,
          aliasesThen,
          status,
          createdAt,
          eventTime,
          ageS,
          run,
          size,
          by,
          description,
          tags,
          metric,
          verdict,
          serves,
          trainedOn,
          objective,
          signature,
          card,
          facts);
    }
  }

  record Fact(String name, String value) {}

  record SignatureWire(
      List<Column> columns,
      String target,
      String objective,
      List<String> classes,
      String runtime,
      @Nullable String positiveLabel,
      @Nullable Double threshold) {
    /** Of a model without a bundle of ours: what it takes and predicts, as it was loaded. */
    static SignatureWire of(ServedModel served, Target target) {
      String objective =
          target.regression()
              ? "regression"
              : target.classes().size() == 2 ? "binary" : "multiclass";
      return new SignatureWire(
          served.columns().stream().map(Column::of).toList(),
          target.name(),
          objective,
          target.classes(),
          served.platform(),
          target.positive().isEmpty() ? null : target.positive(),
          null);
    }

    static SignatureWire of(BundleInfo bundle) {
      return new SignatureWire(
          bundle.signature().features().stream().map(Column::of).toList(),
          bundle.target(),
          bundle.objective().wire(),
          bundle.classes(),
          bundle.runtime().wire(),
          bundle.positiveLabel(),
          bundle.objective() == BundleInfo.Objective.BINARY ? (Double) bundle.threshold() : null);
    }
  }

  record Column(String name, String type, @Nullable List<String> categories) {
    static Column of(FeatureColumn column) {
      List<String> categories = column.categories();
      return new Column(
          column.name(),
          column.type().wire(),
          categories.isEmpty()
              ? null
              : categories.subList(0, Math.min(MOST_CATEGORIES, categories.size())));
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record TensorWire(String name, String datatype, long[] shape) {
    static TensorWire of(TensorSpec spec) {
      return new TensorWire(spec.name(), spec.type().name(), spec.shape());
    }
  }

  record MoveWire(
      int version,
      @Nullable String from,
      @Nullable String to,
      @Nullable String alias,
      Instant at,
      @Nullable Instant eventTime,
      String by,
      String why,
      @Nullable Ref verdict) {
    static MoveWire of(RecordedMove recorded) {
      Move move = recorded.move();
      return switch (move) {
        case Move.OfStage stage ->
            new MoveWire(
                move.version().version(),
                stage.from().title(),
                stage.to().title(),
                null,
                recorded.recordedAt(),
                move.eventTime(),
                recorded.who(),
                move.why(),
                move.evidence());
        case Move.OfDeletion deletion ->
            new MoveWire(
                move.version().version(),
                deletion.from().title(),
                null,
                null,
                recorded.recordedAt(),
                move.eventTime(),
                recorded.who(),
                move.why(),
                move.evidence());
        case Move.OfAlias alias ->
            new MoveWire(
                move.version().version(),
                alias.from() == null ? null : Integer.toString(alias.from()),
                alias.to() == null ? null : Integer.toString(alias.to()),
                alias.alias(),
                recorded.recordedAt(),
                move.eventTime(),
                recorded.who(),
                move.why(),
                move.evidence());
      };
    }
  }
}
