package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.pipelines.PipelineState;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.serving.BatchPrediction;
import io.noria.serving.BatchPredictions;
import io.noria.serving.BatchProgress;
import io.noria.serving.BatchRequest;
import io.noria.serving.BatchSchedule;
import io.noria.serving.BatchSchedules;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables that the server predicts. */
final class BatchesApi {
  private final BatchPredictions batches;
  private final BatchSchedules schedules;

  BatchesApi(BatchPredictions batches, BatchSchedules schedules) {
    this.batches = batches;
    this.schedules = schedules;
  }

  void routes(Routes routes) {
    String all = "/noria/v1/batch-predictions";
    String one = all + "/{batch}";
    routes
        .get(all, this::list)
        .post(all, this::create)
        .get(
            "/noria/v1/batch-schedules",
            x -> x.send(Items.all(schedules.list().stream().map(ScheduleWire::of).toList())))
        .get(one, x -> x.send(BatchWire.of(batches.get(x.path("batch")))))
        .post(one + "/cancel", x -> x.send(Map.of("cancelled", batches.cancel(x.path("batch")))));
  }

  private record ScheduleWire(
      String name,
      String model,
      String in,
      String out,
      String cron,
      String zone,
      String missed,
      @Nullable Instant nextAt,
      @Nullable Instant lastAt,
      @Nullable String lastBatch,
      @Nullable String problem) {
    static ScheduleWire of(BatchSchedule.State state) {
      BatchSchedule schedule = state.schedule();
      return new ScheduleWire(
          schedule.name(),
          schedule.request().model(),
          schedule.request().in(),
          schedule.request().out(),
          schedule.cron(),
          schedule.zone().getId(),
          schedule.missed().wire(),
          state.next(),
          state.last(),
          state.lastBatch(),
          state.problem());
    }
  }

  private record ProgressWire(
      int files,
      int filesDone,
      long bytes,
      long bytesDone,
      long rows,
      long rowsKept,
      long nulls,
      double share) {
    static ProgressWire of(BatchProgress far) {
      return new ProgressWire(
          far.files(),
          far.filesDone(),
          far.bytes(),
          far.bytesDone(),
          far.rows(),
          far.kept(),
          far.refused(),
          far.share());
    }
  }

  private record BatchWire(
      String id,
      Ref pipelineRun,
      PipelineState status,
      String model,
      Ref version,
      String in,
      @Nullable String inFormat,
      String out,
      @Nullable String format,
      boolean onlyPredictions,
      boolean probabilities,
      String onError,
      String reason,
      String by,
      @Nullable String error,
      @Nullable String made,
      ProgressWire progress,
      @Nullable Instant eventTime,
      Instant submittedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {
    static BatchWire of(BatchPrediction batch) {
      BatchRequest request = batch.request();
      return new BatchWire(
          batch.id().value(),
          batch.id().ref(),
          batch.state(),
          request.model(),
          batch.version().ref(),
          request.in(),
          request.inFormat(),
          request.out(),
          request.format(),
          request.onlyPredictions(),
          request.probabilities(),
          request.nullOnError() ? "null" : "error",
          batch.reason(),
          batch.by(),
          batch.error(),
          batch.made(),
          ProgressWire.of(batch.progress()),
          batch.eventTime(),
          batch.submittedAt(),
          batch.startedAt(),
          batch.endedAt());
    }
  }

  private void list(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        Items.of(
            batches.list(
                PipelinesApi.state(query.orNull("status")), Items.limit(query), Items.token(query)),
            BatchWire::of));
  }

  private record NewBatch(
      @Nullable String model,
      @Nullable String in,
      @Nullable String inFormat,
      @Nullable String out,
      @Nullable String format,
      @Nullable Boolean onlyPredictions,
      @Nullable Boolean probabilities,
      @Nullable String onError,
      @Nullable String reason,
      @Nullable String key,
      @Nullable Instant eventTime) {}

  private void create(Exchange exchange) {
    NewBatch body = exchange.json(NewBatch.class);
    BatchRequest request =
        new BatchRequest(
            given("model", body.model(), "models:/flights@champion"),
            given("in", body.in(), "s3://bucket/asked/"),
            body.inFormat(),
            given("out", body.out(), "s3://bucket/told/"),
            body.format(),
            Boolean.TRUE.equals(body.onlyPredictions()),
            Boolean.TRUE.equals(body.probabilities()),
            nulls(body.onError()));
    String reason = body.reason() == null ? "asked for" : body.reason();
    String key = body.key();
    if (reason.length() > 1000 || (key != null && (key.isBlank() || key.length() > 200))) {
      throw NoriaException.invalid(
          "reason, key: too long, or no key (expected: up to 1000 and 1 to 200 characters)");
    }
    exchange.send(
        BatchWire.of(
            batches.submit(
                request,
                new BatchPredictions.Cause(
                    reason, body.eventTime(), key == null ? null : "batch:" + key, null))));
  }

  private static String given(String name, @Nullable String text, String example) {
    if (text == null) {
      throw NoriaException.invalid(name + ": missing (expected: such as " + example + ")");
    }
    return text;
  }

  private static boolean nulls(@Nullable String onError) {
    return switch (onError) {
      case null -> false;
      case "error" -> false;
      case "null" -> true;
      default ->
          throw NoriaException.invalid("on_error: " + onError + " (expected: error or null)");
    };
  }
}
