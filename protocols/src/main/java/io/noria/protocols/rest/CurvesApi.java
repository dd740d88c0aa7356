package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.tracking.CurveAxis;
import io.noria.tracking.CurveQuery;
import io.noria.tracking.Envelopes;
import io.noria.tracking.GroupCurves;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Curves of many points as charts want them. */
final class CurvesApi {
  private static final int MOST_RUNS = 100;
  private static final int MOST_GROUPS = 100;
  private static final int MOST_GROUPED = 1000;
  private static final int USUAL_BUCKETS = 1000;
  private static final int USUAL_GROUPED = 500;

  private final RunStore runs;

  CurvesApi(RunStore runs) {
    this.runs = runs;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/metrics/envelope", this::envelope)
        .post("/noria/v1/metrics/groups", this::groups);
  }

  private void envelope(Exchange exchange) {
    Query query = exchange.query();
    List<RunId> ids = query.all("run").stream().map(RunId::new).toList();
    if (ids.isEmpty() || ids.size() > MOST_RUNS) {
      throw NoriaException.invalid("run: " + ids.size() + " (expected: 1 to " + MOST_RUNS + ")");
    }
    CurveAxis axis = axis(query.orNull("x"));
    CurveQuery asked =
        new CurveQuery(
            query.require("key"),
            axis,
            bound(query, "from"),
            bound(query, "to"),
            query.number("buckets", USUAL_BUCKETS, 2, CurveQuery.MOST_BUCKETS));
    Envelopes found = runs.envelopes(ids, asked);
    exchange.send(
        new EnvelopesWire(
            asked.key(),
            Shown.lower(axis),
            found.from(),
            found.to(),
            found.runs().stream().map(EnvelopeWire::of).toList()));
  }

  private static @Nullable Long bound(Query query, String name) {
    return query.orNull(name) == null
        ? null
        : (Long) query.number(name, 0L, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static CurveAxis axis(@Nullable String name) {
    return switch (name) {
      case null -> CurveAxis.STEP;
      case "step" -> CurveAxis.STEP;
      case "time" -> CurveAxis.TIME;
      case "relative" -> CurveAxis.RELATIVE;
      default -> throw NoriaException.invalid("x: " + name + " (expected: step, time or relative)");
    };
  }

  private void groups(Exchange exchange) {
    GroupsAsked asked = exchange.json(GroupsAsked.class);
    CurveAxis axis = axis(asked.x);
    if (asked.key == null) {
      throw NoriaException.invalid("key: missing");
    }
    long buckets = asked.buckets == null ? USUAL_GROUPED : asked.buckets;
    CurveQuery query =
        new CurveQuery(
            asked.key, axis, asked.from, asked.to, Math.clamp(buckets, 0, Integer.MAX_VALUE));
    String band = asked.band == null ? "std" : asked.band;
    GroupCurves found = runs.groups(groups(asked), query, band(band));
    exchange.send(
        new GroupsWire(
            asked.key,
            Shown.lower(axis),
            found.from(),
            found.to(),
            band,
            found.groups().stream().map(GroupWire::of).toList()));
  }

  private static GroupCurves.Band band(String name) {
    return switch (name) {
      case "std" -> GroupCurves.Band.STD;
      case "minmax" -> GroupCurves.Band.MINMAX;
      case "p10-90" -> GroupCurves.Band.P10_90;
      default ->
          throw NoriaException.invalid("band: " + name + " (expected: std, minmax or p10-90)");
    };
  }

  private static List<GroupCurves.Group> groups(GroupsAsked asked) {
    List<@Nullable GroupAsked> given = asked.groups == null ? List.of() : asked.groups;
    if (given.isEmpty() || given.size() > MOST_GROUPS) {
      throw NoriaException.invalid(
          "groups: " + given.size() + " (expected: 1 to " + MOST_GROUPS + ")");
    }
    List<GroupCurves.Group> groups = given.stream().map(CurvesApi::group).toList();
    int all = groups.stream().mapToInt(group -> group.runs().size()).sum();
    if (all > MOST_GROUPED) {
      throw NoriaException.invalid(
          "groups: " + all + " runs (expected: at most " + MOST_GROUPED + ")");
    }
    return groups;
  }

  private static GroupCurves.Group group(@Nullable GroupAsked asked) {
    if (asked == null || asked.name == null || asked.runs == null || asked.runs.isEmpty()) {
      throw NoriaException.invalid("groups: " + asked + " (expected: a name and its runs)");
    }
    Set<RunId> ids = new HashSet<>();
    for (String run : asked.runs) {
      if (run == null || !ids.add(new RunId(run))) {
        throw NoriaException.invalid(
            "groups: run " + run + " in " + asked.name + " (expected: each run once)");
      }
    }
    return new GroupCurves.Group(asked.name, asked.runs.stream().map(RunId::new).toList());
  }

  private record GroupsAsked(
      @Nullable List<@Nullable GroupAsked> groups,
      @Nullable String key,
      @Nullable String x,
      @Nullable Long from,
      @Nullable Long to,
      @Nullable Long buckets,
      @Nullable String band) {}

  private record GroupAsked(@Nullable String name, @Nullable List<String> runs) {}

  private record EnvelopesWire(String key, String x, long from, long to, List<EnvelopeWire> runs) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record EnvelopeWire(
      String run,
      long points,
      boolean exact,
      long[] xFirst,
      long[] xLast,
      long[] count,
      List<@Nullable Double> min,
      List<@Nullable Double> max,
      List<@Nullable Double> first,
      List<@Nullable Double> last,
      long @Nullable [] nan,
      long @Nullable [] infinity,
      long @Nullable [] negativeInfinity) {
    static EnvelopeWire of(Envelopes.Envelope e) {
      return new EnvelopeWire(
          e.run().value(),
          e.points(),
          e.exact(),
          e.xFirst(),
          e.xLast(),
          e.count(),
          Shown.doubles(e.min()),
          Shown.doubles(e.max()),
          Shown.doubles(e.first()),
          Shown.doubles(e.last()),
          absentIfZero(e.nans()),
          absentIfZero(e.infinities()),
          absentIfZero(e.negativeInfinities()));
    }

    private static long @Nullable [] absentIfZero(long[] counts) {
      for (long count : counts) {
        if (count != 0) {
          return counts;
        }
      }
      return null;
    }
  }

  private record GroupsWire(
      String key, String x, long from, long to, String band, List<GroupWire> groups) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record GroupWire(
      String name,
      int runs,
      long[] x,
      long[] xLast,
      List<@Nullable Double> mean,
      List<@Nullable Double> lo,
      List<@Nullable Double> hi,
      long[] count,
      long notFinite) {
    static GroupWire of(GroupCurves.Curve c) {
      return new GroupWire(
          c.name(),
          c.runs(),
          c.x(),
          c.xLast(),
          Shown.doubles(c.mean()),
          Shown.doubles(c.lo()),
          Shown.doubles(c.hi()),
          c.count(),
          c.left());
    }
  }
}
