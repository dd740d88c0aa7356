package io.noria.protocols.rest;

import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.thread.Story;
import io.noria.thread.Why;

/** Why a prediction is what it is. */
final class WhyApi {
  private final Why why;
  private final PredictionsApi predictions;
  private final ModelViews models;

  WhyApi(Why why, PredictionsApi predictions, ModelViews models) {
    this.why = why;
    this.predictions = predictions;
    this.models = models;
  }

  void routes(Routes routes) {
    routes.get("/noria/v1/predictions/{prediction}/why", this::get);
  }

  private void get(Exchange exchange) {
    long started = System.nanoTime();
    Query query = exchange.query();
    var wanted =
        new Why.Wanted(
            query.number("neighbours", Why.Wanted.USUAL.neighbours(), 0, Why.Wanted.MOST),
            query.flag("weighted", false));
    Story story = why.of(why.resolve(exchange.path("prediction")), wanted);
    exchange.send(
        WhyWire.of(
            story,
            predictions.wire(story.prediction(), true),
            story.version() == null ? null : models.version(story.versionId(), false),
            (System.nanoTime() - started) / 1e6));
  }
}
