package io.noria.project.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Profile;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.storage.object.Digest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeriodTest {
  private static DatasetVersion version(String label, String from, String to) {
    return new DatasetVersion(
        new DatasetVersionId("d", label, 1),
        new Digest("0".repeat(64)),
        List.of(),
        List.of(),
        new Profile(1, List.of()),
        1,
        "t",
        from == null ? null : Instant.parse(from),
        to == null ? null : Instant.parse(to),
        "here",
        DatasetVersion.Status.ACCEPTED,
        List.of(),
        null,
        "me",
        Instant.EPOCH);
  }

  @Test
  void versionsByPeriodAreOrderedByTheirCalendar() {
    List<Period> periods =
        Period.of(
            source(Versioning.MONTHLY, Versioning.MONTHLY),
            List.of(
                version("2013-02", "2013-02-01T05:00:00Z", "2013-03-01T04:00:00Z"),
                version("2013-01", "2013-01-01T05:00:00Z", "2013-02-01T04:00:00Z"),
                version("2013-03", null, null)));
    assertThat(periods).extracting(Period::label).containsExactly("2013-01", "2013-02");
    assertThat(periods.getFirst().start()).isEqualTo("2013-01-01T00:00:00Z");
    assertThat(periods.getFirst().from()).isEqualTo("2013-01-01T05:00:00Z");
  }

  @Test
  void aWholeVersionFallsIntoCalendarMonths() {
    DatasetVersion all = version("all", "2013-01-15T00:00:00Z", "2013-03-02T00:00:00Z");
    List<Period> periods = Period.of(source(Versioning.WHOLE, Versioning.MONTHLY), List.of(all));
    assertThat(periods).extracting(Period::label).containsExactly("2013-01", "2013-02", "2013-03");
    assertThat(periods)
        .extracting(period -> period.from() + " " + period.to())
        .containsExactly(
            "2013-01-15T00:00:00Z 2013-01-31T23:59:59.999999Z",
            "2013-02-01T00:00:00Z 2013-02-28T23:59:59.999999Z",
            "2013-03-01T00:00:00Z 2013-03-02T00:00:00Z");
    assertThat(periods).extracting(Period::version).containsOnly(all);
  }

  @Test
  void aWholeVersionFallsIntoTheUnitThatIsAskedFor() {
    DatasetVersion all = version("all", "2012-12-30T12:00:00Z", "2013-01-08T00:00:00Z");
    assertThat(Period.of(source(Versioning.WHOLE, Versioning.WEEKLY), List.of(all)))
        .extracting(period -> period.label() + " " + period.from())
        .containsExactly(
            "2012-W52 2012-12-30T12:00:00Z",
            "2013-W01 2012-12-31T00:00:00Z",
            "2013-W02 2013-01-07T00:00:00Z");
    assertThat(Period.of(source(Versioning.WHOLE, Versioning.YEARLY), List.of(all)))
        .extracting(Period::label)
        .containsExactly("2012", "2013");
    assertThat(Period.of(source(Versioning.WHOLE, Versioning.DAILY), List.of(all))).hasSize(10);
  }

  private static Source source(Versioning versions, Versioning period) {
    return new Source("d", "d.parquet", "t", versions, period, null);
  }

  @Test
  void labelsFollowTheCalendarInUtc() {
    Instant moment = Instant.parse("2013-04-30T23:59:59Z");
    assertThat(Labels.of(Versioning.DAILY, moment)).isEqualTo("2013-04-30");
    assertThat(Labels.of(Versioning.MONTHLY, moment)).isEqualTo("2013-04");
    assertThat(Labels.of(Versioning.YEARLY, moment)).isEqualTo("2013");
    assertThat(Labels.of(Versioning.WHOLE, moment)).isEqualTo("all");
    assertThat(Period.start(Versioning.MONTHLY, "2013-04")).contains(moment.minusSeconds(2591999));
    assertThat(Period.start(Versioning.MONTHLY, "april")).isEmpty();
    assertThat(Labels.of(Versioning.WEEKLY, moment)).isEqualTo("2013-W18");
    assertThat(Period.start(Versioning.WEEKLY, "2013-W18"))
        .contains(Instant.parse("2013-04-29T00:00:00Z"));
  }
}
