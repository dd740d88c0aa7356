package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.tracking.RunGroups;
import io.noria.tracking.Tracking;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of runs, grouped. */
final class RunGroupsApi {
  private static final int USUAL = 100;

  private final Tracking tracking;
  private final RunTableApi table;

  RunGroupsApi(Tracking tracking, RunTableApi table) {
    this.tracking = tracking;
    this.table = table;
  }

  void routes(Routes routes) {
    routes.post("/noria/v1/runs/groups", this::groups);
  }

  private record GroupsAsked(
      @Nullable List<String> experiments,
      @Nullable String filter,
      @Nullable String view,
      @Nullable List<@Nullable String> by,
      @Nullable List<@Nullable String> metrics,
      @Nullable List<@Nullable String> columns,
      @Nullable List<@Nullable String> orderBy,
      @Nullable Integer limit,
      @Nullable String pageToken) {}

  private void groups(Exchange exchange) {
    GroupsAsked asked = exchange.json(GroupsAsked.class);
    List<String> by = names("by", asked.by());
    RunGroups found =
        tracking
            .runs()
            .groups(
                new RunGroups.Search(
                    table.experiments(asked.experiments()),
                    asked.filter() == null ? "" : asked.filter(),
                    RunTableApi.view(asked.view()),
                    by,
                    names("metrics", asked.metrics()),
                    names("columns", asked.columns()),
                    names("order_by", asked.orderBy()),
                    asked.limit() == null ? USUAL : asked.limit(),
                    asked.pageToken()));
    exchange.send(
        new GroupsWire(
            by,
            found.groups().stream().map(GroupWire::of).toList(),
            found.totalGroups(),
            found.totalRuns(),
            found.nextToken()));
  }

  private static List<String> names(String what, @Nullable List<@Nullable String> given) {
    if (given == null) {
      return List.of();
    }
    for (String name : given) {
      if (name == null || name.isEmpty()) {
        throw NoriaException.invalid(what + ": " + name + " (expected: names)");
      }
    }
    return List.copyOf(given);
  }

  private record GroupsWire(
      List<String> by,
      List<GroupWire> groups,
      long totalGroups,
      long totalRuns,
      @Nullable String nextPageToken) {}

  private record GroupWire(
      List<@Nullable String> keys,
      String filter,
      long runs,
      Instant lastStarted,
      @Nullable FiguresWire durationS,
      Map<String, FiguresWire> metrics,
      Map<String, CommonWire> values) {
    static GroupWire of(RunGroups.Group group) {
      RunGroups.Figures took = group.duration();
      Map<String, FiguresWire> metrics = new TreeMap<>();
      group.metrics().forEach((key, figures) -> metrics.put(key, FiguresWire.of(figures)));
      Map<String, CommonWire> values = new TreeMap<>();
      group
          .values()
          .forEach(
              (name, common) -> values.put(name, new CommonWire(common.runs(), common.value())));
      return new GroupWire(
          group.keys(),
          group.filter(),
          group.runs(),
          group.lastStarted(),
          took == null ? null : FiguresWire.of(took),
          metrics,
          values);
    }
  }

  private record FiguresWire(
      long count,
      @Nullable Long notFinite,
      @Nullable Double mean,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double std) {
    static FiguresWire of(RunGroups.Figures f) {
      return new FiguresWire(
          f.count(),
          f.notFinite() == 0 ? null : (Long) f.notFinite(),
          Shown.finite(f.mean()),
          Shown.finite(f.min()),
          Shown.finite(f.max()),
          Shown.finite(f.std()));
    }
  }

  private record CommonWire(long runs, @Nullable String value) {}
}
