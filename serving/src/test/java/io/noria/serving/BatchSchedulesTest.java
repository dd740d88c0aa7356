package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import io.noria.testkit.MutableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSchedulesTest {
  @TempDir private Path temp;

  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final Map<String, String> asked = new LinkedHashMap<>();
  private boolean refusing;
  private @Nullable RuntimeException trouble;
  private Database db;
  private BatchSchedules schedules;

  @BeforeEach
  void open() {
    db =
        Databases.open(
            SqlConfig.ephemeral(temp.resolve("noria.db")),
            clock,
            IdSource.system(InstantSource.system()));
    schedules = another();
  }

  @AfterEach
  void close() {
    db.close();
  }

  /** As another server on the same database. */
  private BatchSchedules another() {
    return new BatchSchedules(
        db,
        new BatchSchedules.Asked() {
          @Override
          public void allow(BatchRequest request) {}

          @Override
          public String submit(BatchRequest request, BatchPredictions.Cause cause) {
            if (refusing) {
              throw NoriaException.notFound("model: there is none");
            }
            if (trouble != null && request.in().startsWith("s3://asked/")) {
              throw trouble;
            }
            asked.put(cause.key(), request.in() + " " + cause.eventTime());
            return "id-" + asked.size();
          }
        },
        clock);
  }

  private static BatchSchedule nightly(BatchSchedule.Missed missed) {
    return nightly("flights/nightly", "s3://asked/{date-1}/", missed);
  }

  private static BatchSchedule nightly(String name, String in, BatchSchedule.Missed missed) {
    return new BatchSchedule(
        name,
        new BatchRequest(
            "models:/flights@champion", in, null, "s3://told/{date-1}/", null, false, false, false),
        "0 3 * * *",
        ZoneId.of("UTC"),
        missed);
  }

  private void at(String moment) {
    clock.set(Instant.parse(moment));
    List.of(schedules, another()).forEach(BatchSchedules::look);
  }

  @Test
  void whatIsDueIsAskedForOnceHoweverManyLook() {
    schedules.bind("flights", List.of(nightly(BatchSchedule.Missed.LATEST)));
    at("2026-01-02T02:59:59Z");
    assertThat(asked).isEmpty();
    at("2026-01-02T03:00:00Z");
    at("2026-01-02T03:00:01Z");
    assertThat(asked)
        .containsExactly(
            Map.entry(
                "schedule:flights/nightly:2026-01-02T03:00:00Z",
                "s3://asked/2026-01-01/ 2026-01-02T03:00:00Z"));
    BatchSchedule.State state = schedules.list().getFirst();
    assertThat(state.next()).isEqualTo(Instant.parse("2026-01-03T03:00:00Z"));
    assertThat(state.last()).isEqualTo(Instant.parse("2026-01-02T03:00:00Z"));
    assertThat(state.lastBatch()).isEqualTo("id-1");
  }

  @Test
  void missedTimesAreMadeUpForAsSaid() {
    Map<BatchSchedule.Missed, Integer> wanted =
        Map.of(
            BatchSchedule.Missed.LATEST,
            1,
            BatchSchedule.Missed.ALL,
            3,
            BatchSchedule.Missed.SKIP,
            0);
    wanted.forEach((missed, times) -> {
      clock.set(Instant.parse("2026-01-01T12:00:00Z"));
      schedules.bind("flights", List.of());
      schedules.bind("flights", List.of(nightly(missed)));
      asked.clear();
      at("2026-01-04T10:00:00Z");
      assertThat(asked).as(missed.wire()).hasSize(times);
      if (times > 0) {
        assertThat(new ArrayList<>(asked.values()).getLast()).startsWith("s3://asked/2026-01-03/");
      }
      assertThat(schedules.list().getFirst().next())
          .isEqualTo(Instant.parse("2026-01-05T03:00:00Z"));
    });
  }

  @Test
  void aRefusalIsSaidAndTheNextTimeComes() {
    schedules.bind("flights", List.of(nightly(BatchSchedule.Missed.LATEST)));
    refusing = true;
    at("2026-01-02T03:00:00Z");
    assertThat(schedules.list().getFirst().problem()).isEqualTo("model: there is none");
    refusing = false;
    at("2026-01-03T03:00:00Z");
    assertThat(asked).hasSize(1);
    assertThat(schedules.list().getFirst().problem()).isNull();
  }

  @Test
  void passingTroubleLosesNoDueTime() {
    schedules.bind("flights", List.of(nightly(BatchSchedule.Missed.ALL)));
    for (ErrorCode code :
        List.of(ErrorCode.UNAVAILABLE, ErrorCode.ABORTED, ErrorCode.RESOURCE_EXHAUSTED)) {
      trouble = new NoriaException(code, "not now");
      at("2026-01-02T03:00:00Z");
      assertThat(schedules.list().getFirst().next())
          .isEqualTo(Instant.parse("2026-01-02T03:00:00Z"));
    }
    trouble = null;
    at("2026-01-03T04:00:00Z");
    assertThat(asked.keySet())
        .containsExactly(
            "schedule:flights/nightly:2026-01-02T03:00:00Z",
            "schedule:flights/nightly:2026-01-03T03:00:00Z");
    assertThat(schedules.list().getFirst().problem()).isNull();
  }

  @Test
  void oneThatIsBrokenHoldsUpNoOther() {
    schedules.bind(
        "flights",
        List.of(
            nightly("flights/a", "s3://unread/{date}/", BatchSchedule.Missed.LATEST),
            nightly("flights/b", "s3://asked/{date}/", BatchSchedule.Missed.LATEST),
            nightly("flights/c", "s3://fine/{date}/", BatchSchedule.Missed.LATEST)));
    db.write(tx ->
        tx.handle().execute("UPDATE batch_schedule SET missed = 'never' WHERE name = 'flights/a'"));
    trouble = new IllegalStateException("a defect");
    at("2026-01-02T03:00:00Z");
    assertThat(asked).containsOnlyKeys("schedule:flights/c:2026-01-02T03:00:00Z");
  }

  @Test
  void applyingAgainKeepsTheTimeAndDropsWhatIsGone() {
    schedules.bind("other", List.of());
    schedules.bind("flights", List.of(nightly(BatchSchedule.Missed.LATEST)));
    clock.set(Instant.parse("2026-01-02T04:00:00Z"));
    schedules.bind("flights", List.of(nightly(BatchSchedule.Missed.LATEST)));
    schedules.look();
    assertThat(asked).as("due meanwhile").hasSize(1);
    schedules.bind("flights", List.of());
    assertThat(schedules.list()).isEmpty();
  }
}
