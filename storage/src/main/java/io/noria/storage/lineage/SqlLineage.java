package io.noria.storage.lineage;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import io.noria.storage.sql.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Walks the table of edges level by level, in one snapshot. */
final class SqlLineage implements Lineage {
  private static final int REFS_A_QUERY = 500;

  private final Database database;

  SqlLineage(Database database) {
    this.database = database;
  }

  @Override
  public List<LineageEdge> into(Ref ref) {
    return one(ref, true);
  }

  @Override
  public List<LineageEdge> outOf(Ref ref) {
    return one(ref, false);
  }

  private List<LineageEdge> one(Ref ref, boolean upstream) {
    return database.read(
        handle -> edges(handle, List.of(ref.toString()), upstream, Set.of(), Integer.MAX_VALUE));
  }

  @Override
  public List<LineageEdge> edges(Collection<Ref> refs, boolean upstream, int maxEdges) {
    List<String> wanted = refs.stream().map(Ref::toString).distinct().toList();
    return database.read(handle -> edges(handle, wanted, upstream, Set.of(), maxEdges));
  }

  @Override
  public List<LineageEdge> walk(
      Collection<Ref> from, boolean upstream, Set<String> relations, int maxEdges) {
    return database.read(handle -> {
      List<LineageEdge> found = new ArrayList<>();
      Set<String> seen = new LinkedHashSet<>();
      from.forEach(ref -> seen.add(ref.toString()));
      List<String> level = List.copyOf(seen);
      while (!level.isEmpty() && found.size() < maxEdges) {
        List<String> next = new ArrayList<>();
        for (LineageEdge edge :
            edges(handle, level, upstream, relations, maxEdges - found.size())) {
          found.add(edge);
          String far = (upstream ? edge.from() : edge.to()).toString();
          if (seen.add(far)) {
            next.add(far);
          }
        }
        level = next;
      }
      return found;
    });
  }

  private static List<LineageEdge> edges(
      Handle handle, List<String> refs, boolean upstream, Set<String> relations, int limit) {
    List<LineageEdge> found = new ArrayList<>();
    for (int start = 0; start < refs.size() && found.size() < limit; start += REFS_A_QUERY) {
      List<String> some = refs.subList(start, Math.min(refs.size(), start + REFS_A_QUERY));
      Query query =
          handle
              .createQuery(
                  "SELECT from_ref, relation, to_ref, recorded_at_ms FROM lineage_edge WHERE "
                      + (upstream ? "to_ref" : "from_ref")
                      + " IN (<refs>)"
                      + (relations.isEmpty() ? "" : " AND relation IN (<relations>)")
                      + " ORDER BY recorded_at_ms, from_ref, relation, to_ref LIMIT :limit")
              .bindList("refs", some)
              .bind("limit", limit - found.size());
      if (!relations.isEmpty()) {
        query.bindList("relations", List.copyOf(relations));
      }
      found.addAll(
          query
              .map((rows, context) ->
                  new LineageEdge(
                      Ref.parse(Objects.requireNonNull(rows.getString("from_ref"))),
                      Objects.requireNonNull(rows.getString("relation")),
                      Ref.parse(Objects.requireNonNull(rows.getString("to_ref"))),
                      java.time.Instant.ofEpochMilli(rows.getLong("recorded_at_ms"))))
              .list());
    }
    return found;
  }
}
