package io.noria.delivery;

import io.noria.registry.ModelCard;
import io.noria.registry.ModelCard.Measured;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Adds what a verdict measured to the candidate's card. */
final class JudgedCard {
  private JudgedCard() {}

  /** Writes the metrics over those of an earlier verdict on the same data; no card, no change. */
  static void write(Registry registry, Verdict verdict) {
    ModelVersionId id = new ModelVersionId(verdict.model(), verdict.version());
    String on = verdict.dataset().id();
    registry
        .cards()
        .find(id)
        .filter(card -> !verdict.metrics().isEmpty())
        .ifPresent(card -> {
          List<Measured> metrics = new ArrayList<>(card.metrics());
          metrics.removeIf(measured -> measured.on().equals(on));
          new TreeMap<>(verdict.metrics())
              .forEach((name, value) -> metrics.add(measured(verdict, name, value, on)));
          if (!metrics.equals(card.metrics())) {
            registry
                .cards()
                .put(
                    id,
                    new ModelCard(
                        card.details(),
                        card.intendedUse(),
                        card.trainingData(),
                        metrics,
                        card.limitations(),
                        card.ethics()));
          }
        });
  }

  private static Measured measured(Verdict verdict, String name, double value, String on) {
    Interval interval = verdict.intervals().get(name);
    return new Measured(
        name,
        value,
        interval == null ? null : interval.low(),
        interval == null ? null : interval.high(),
        interval == null ? null : interval.level(),
        on,
        verdict.ref().toString());
  }
}
