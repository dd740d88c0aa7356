package io.noria.protocols.rest;

import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.serving.LoggedPrediction;
import io.noria.serving.PredictionLog;
import io.noria.storage.lineage.Lineage;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The thread from any record, both ways. */
final class LineageApi {
  private static final int MOST_EDGES = 2000;
  private static final int DEEPEST = 100;
  private static final int WIDEST = 200;

  /** Trials are asked for run by run, so not of very many runs. */
  private static final int MOST_FAMILIES = 200;

  private final Lineage lineage;
  private final PredictionLog predictions;
  private final RunStore runs;
  private final Titles titles;

  LineageApi(Lineage lineage, PredictionLog predictions, RunStore runs, Titles titles) {
    this.lineage = lineage;
    this.predictions = predictions;
    this.runs = runs;
    this.titles = titles;
  }

  void routes(Routes routes) {
    routes.get("/noria/v1/lineage", this::get);
  }

  /** An edge on the wire. */
  record EdgeWire(Ref from, String relation, Ref to) {
    static EdgeWire of(LineageEdge edge) {
      return new EdgeWire(edge.from(), edge.relation(), edge.to());
    }
  }

  /** A node on the wire. */
  record NodeWire(
      Ref ref,
      String title,
      @Nullable Instant eventTime,
      @Nullable String status,
      @Nullable Boolean more) {
    NodeWire(Ref ref, String title, @Nullable Instant eventTime, @Nullable String status) {
      this(ref, title, eventTime, status, null);
    }

    NodeWire going(boolean on) {
      return new NodeWire(ref, title, eventTime, status, on ? true : null);
    }
  }

  private record GroupWire(
      String id,
      String of,
      String direction,
      String relation,
      String kind,
      @Nullable String owner,
      long count,
      @Nullable Ref first,
      @Nullable Ref last,
      boolean listed) {
    static GroupWire of(GroupedWalk.Group group) {
      Family family = group.family();
      return new GroupWire(
          family.token(),
          family.of(),
          family.back() ? "back" : "forward",
          family.relation(),
          family.kind().wire(),
          family.owner().isEmpty() ? null : family.owner(),
          group.count(),
          group.first(),
          group.last(),
          true);
    }
  }

  private record LinkWire(String from, String relation, String to, long count) {}

  private record GraphWire(
      List<NodeWire> nodes,
      List<EdgeWire> edges,
      @Nullable List<GroupWire> groups,
      @Nullable List<LinkWire> links,
      @Nullable Boolean truncated,
      @Nullable Long total,
      @Nullable String nextPageToken) {}

  private void get(Exchange exchange) {
    Query query = exchange.query();
    Ref start = Ref.parse(query.require("ref"));
    String direction = query.find("direction").orElse("both");
    int depth = query.number("depth", DEEPEST, 1, DEEPEST);
    boolean back = direction.equals("back") || direction.equals("both");
    boolean forward = direction.equals("forward") || direction.equals("both");
    if (!back && !forward) {
      throw NoriaException.invalid(
          "direction: " + direction + " (expected: both, back or forward)");
    }
    if (query.orNull("group") != null) {
      exchange.send(members(Family.parse(query.require("group")), query));
      return;
    }
    if (query.orNull("fan") != null) {
      exchange.send(grouped(start, back, forward, query.number("fan", 8, 1, WIDEST), depth));
      return;
    }
    Set<EdgeWire> edges = new LinkedHashSet<>();
    if (back) {
      walk(start, true, depth, edges);
    }
    if (forward) {
      walk(start, false, depth, edges);
    }
    Set<Ref> refs = new LinkedHashSet<>();
    refs.add(start);
    for (EdgeWire edge : edges) {
      refs.add(edge.from());
      refs.add(edge.to());
    }
    exchange.send(
        new GraphWire(
            nodes(refs, Set.of()),
            List.copyOf(edges),
            null,
            null,
            edges.size() >= MOST_EDGES ? true : null,
            null,
            null));
  }

  private List<NodeWire> nodes(Set<Ref> refs, Set<Ref> more) {
    List<NodeWire> nodes = new ArrayList<>(refs.size());
    Map<Ref, NodeWire> known = titles.of(refs);
    refs.forEach(ref ->
        nodes.add(
            known
                .getOrDefault(ref, new NodeWire(ref, ref.id(), null, null))
                .going(more.contains(ref))));
    return nodes;
  }

  private GraphWire grouped(Ref start, boolean back, boolean forward, int fan, int depth) {
    GroupedWalk walk = new GroupedWalk(this::steps, fan, depth);
    if (back) {
      walk.walk(start, true);
    }
    if (forward) {
      walk.walk(start, false);
    }
    return graph(walk, forward, null, null);
  }

  private GraphWire graph(
      GroupedWalk walk, boolean counted, @Nullable Long total, @Nullable String next) {
    List<GroupWire> groups = new ArrayList<>();
    List<LinkWire> links = new ArrayList<>();
    walk.groups.values().forEach(group -> groups.add(GroupWire.of(group)));
    walk.links.forEach(
        (link, count) -> links.add(new LinkWire(link.from(), link.relation(), link.to(), count)));
    if (counted) {
      walk.nodes.stream()
          .filter(ref -> ref.kind() == Ref.Kind.DEPLOYMENT)
          .forEach(ref -> answered(ref, groups, links));
    }
    return new GraphWire(
        nodes(walk.nodes, walk.more),
        List.copyOf(walk.edges),
        groups,
        links,
        walk.truncated() ? true : null,
        total,
        next);
  }

  /** What a deployment answered is in the log and not in the graph: it is only counted. */
  private void answered(Ref deployment, List<GroupWire> groups, List<LinkWire> links) {
    long count = predictions.count(deployment.id());
    if (count > 0) {
      Family family = new Family(false, "answered", Ref.Kind.PREDICTION, "", deployment.toString());
      groups.add(
          new GroupWire(
              family.token(),
              family.of(),
              "forward",
              family.relation(),
              family.kind().wire(),
              null,
              count,
              null,
              null,
              false));
      links.add(new LinkWire(family.of(), family.relation(), family.token(), count));
    }
  }

  /** A part of a group's members, each with one step of what it leads to. */
  private GraphWire members(Family family, Query query) {
    if (family.kind() == Ref.Kind.PREDICTION) {
      throw NoriaException.invalid(
          "group: "
              + family.token()
              + " (expected: a group of records; predictions are listed by"
              + " GET /noria/v1/deployments/{deployment}/predictions)");
    }
    Map<Ref, List<EdgeWire>> all = new LinkedHashMap<>();
    for (EdgeWire edge : GroupedWalk.members(this::steps, family)) {
      all.computeIfAbsent(GroupedWalk.far(edge, family.back()), ref -> new ArrayList<>()).add(edge);
    }
    Items<Ref> part = Items.part(List.copyOf(all.keySet()), query);
    GroupedWalk walk = new GroupedWalk(this::steps, query.number("fan", 8, 1, WIDEST), 1);
    for (Ref member : part.items()) {
      walk.edges.addAll(all.getOrDefault(member, List.of()));
      walk.walk(member, family.back());
    }
    return graph(walk, false, (long) all.size(), part.nextPageToken());
  }

  /** Edges as they were written, those of predictions from the log, and a run's trials. */
  private List<EdgeWire> steps(Collection<Ref> refs, boolean back, int most) {
    List<EdgeWire> found =
        new ArrayList<>(lineage.edges(refs, back, most).stream().map(EdgeWire::of).toList());
    List<RunId> asked = new ArrayList<>();
    for (Ref ref : refs) {
      if (ref.kind() == Ref.Kind.PREDICTION && back) {
        found.addAll(ofPrediction(ref));
      } else if (ref.kind() == Ref.Kind.RUN && asked.size() < MOST_FAMILIES) {
        asked.add(new RunId(ref.id()));
      }
    }
    if (!asked.isEmpty()) {
      for (Run run : runs.getAll(asked)) {
        family(run.info(), back, found);
      }
    }
    return found.size() > most ? found.subList(0, most) : found;
  }

  private void family(RunInfo run, boolean back, List<EdgeWire> found) {
    RunId parent = run.parent();
    if (back && parent != null) {
      found.add(new EdgeWire(parent.ref(), "tried", run.id().ref()));
    } else if (!back && parent == null) {
      runs.children(run.id())
          .forEach(trial -> found.add(new EdgeWire(run.id().ref(), "tried", trial.id().ref())));
    }
  }

  private void walk(Ref start, boolean back, int depth, Set<EdgeWire> edges) {
    Set<Ref> seen = new LinkedHashSet<>();
    seen.add(start);
    List<Ref> level = List.of(start);
    for (int i = 0; i < depth && !level.isEmpty() && edges.size() < MOST_EDGES; i++) {
      Map<Ref, Boolean> next = new LinkedHashMap<>();
      for (Ref ref : level) {
        for (EdgeWire edge : edges(ref, back)) {
          if (edges.size() >= MOST_EDGES) {
            return;
          }
          edges.add(edge);
          Ref other = back ? edge.from() : edge.to();
          // One prediction came from one version, not from all that its deployment ever served.
          boolean ends = start.kind() == Ref.Kind.PREDICTION && other.kind() == Ref.Kind.DEPLOYMENT;
          if (seen.add(other) && !ends) {
            next.put(other, true);
          }
        }
      }
      level = List.copyOf(next.keySet());
    }
  }

  /** The record's edges; those of a prediction are read from its row in the log. */
  List<EdgeWire> edges(Ref ref, boolean back) {
    if (ref.kind() == Ref.Kind.PREDICTION) {
      return back ? ofPrediction(ref) : List.of();
    }
    return (back ? lineage.into(ref) : lineage.outOf(ref)).stream().map(EdgeWire::of).toList();
  }

  private List<EdgeWire> ofPrediction(Ref ref) {
    UUID id;
    try {
      id = UUID.fromString(ref.id());
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid("prediction: " + ref.id() + " (expected: its id, a UUID)");
    }
    LoggedPrediction logged =
        predictions
            .find(id)
            .orElseThrow(() -> NoriaException.notFound("prediction " + id + ": not in the log"));
    return List.of(
        new EdgeWire(Ref.of(Ref.Kind.DEPLOYMENT, logged.deployment()), "answered", ref),
        new EdgeWire(
            Ref.of(Ref.Kind.MODEL_VERSION, logged.model() + "/" + logged.version()),
            "answered",
            ref));
  }
}
