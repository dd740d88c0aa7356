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
import java.time.Instant;
import java.util.ArrayList;
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

  private final Lineage lineage;
  private final PredictionLog predictions;
  private final Titles titles;

  LineageApi(Lineage lineage, PredictionLog predictions, Titles titles) {
    this.lineage = lineage;
    this.predictions = predictions;
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
  record NodeWire(Ref ref, String title, @Nullable Instant eventTime, @Nullable String status) {}

  private record GraphWire(List<NodeWire> nodes, List<EdgeWire> edges) {}

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
    List<NodeWire> nodes = new ArrayList<>(refs.size());
    Map<Ref, NodeWire> known = titles.of(refs);
    refs.forEach(
        ref -> nodes.add(known.getOrDefault(ref, new NodeWire(ref, ref.id(), null, null))));
    exchange.send(new GraphWire(nodes, List.copyOf(edges)));
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
