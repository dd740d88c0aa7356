package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.protocols.rest.LineageApi.EdgeWire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The thread from a record as a person can read it: where a record has more neighbours of a family
 * than {@code fan}, they are one group, and the walk goes on from all of its members together. It
 * does not go on beyond a deployment that it reaches (every model ends there, so it would lead to
 * everything) nor through a comparison (a champion's past is not the candidate's).
 */
final class GroupedWalk {
  private static final int MOST_NODES = 1500;
  private static final int MOST_READ = 50_000;

  /** Where edges come from. */
  interface Steps {
    /** The records' edges that end at them ({@code back}) or start there. */
    List<EdgeWire> from(Collection<Ref> refs, boolean back, int most);
  }

  /**
   * Many neighbours as one.
   *
   * @param count how many there are
   * @param first the first that was written
   * @param last the last
   */
  record Group(Family family, int count, Ref first, Ref last) {}

  /** An edge that has a group at an end: the ends are addresses or groups' ids. */
  record Link(String from, String relation, String to) {}

  private record Hub(String id, List<Ref> refs, boolean group) {}

  private final Steps steps;
  private final int fan;
  private final int depth;
  final Set<Ref> nodes = new LinkedHashSet<>();
  final Set<EdgeWire> edges = new LinkedHashSet<>();
  final Map<String, Group> groups = new LinkedHashMap<>();
  final Map<Link, Integer> links = new LinkedHashMap<>();

  /** Records from which the thread goes on, though this walk did not. */
  final Set<Ref> more = new LinkedHashSet<>();

  private int read;
  private boolean truncated;

  GroupedWalk(Steps steps, int fan, int depth) {
    this.steps = steps;
    this.fan = fan;
    this.depth = depth;
  }

  /** Whether there was more than anybody can look at. */
  boolean truncated() {
    return truncated;
  }

  /** Walks one way; both ways are told separately, so that mere siblings stay out. */
  void walk(Ref start, boolean back) {
    new OneWay(start, back).walk();
  }

  private List<EdgeWire> read(Collection<Ref> refs, boolean back) {
    int left = MOST_READ - read;
    if (refs.isEmpty() || left <= 0) {
      truncated |= !refs.isEmpty();
      return List.of();
    }
    List<EdgeWire> found = steps.from(refs, back, left);
    read += found.size();
    truncated |= found.size() >= left;
    return found;
  }

  /** The members of a family, in the order they were linked. */
  static List<EdgeWire> members(Steps steps, Family family) {
    List<Ref> hubs =
        family.nested()
            ? members(steps, Family.parse(family.of())).stream()
                .map(edge -> far(edge, family.back()))
                .distinct()
                .toList()
            : List.of(Ref.parse(family.of()));
    return steps.from(hubs, family.back(), MOST_READ).stream()
        .filter(edge -> family.holds(edge.relation(), far(edge, family.back())))
        .toList();
  }

  static Ref far(EdgeWire edge, boolean back) {
    return back ? edge.from() : edge.to();
  }

  /** One direction, with where each record that it met is drawn: by itself or in a group. */
  private final class OneWay {
    private final Ref start;
    private final boolean back;
    private final Map<Ref, String> home = new HashMap<>();
    private List<Hub> next = new ArrayList<>();

    OneWay(Ref start, boolean back) {
      this.start = start;
      this.back = back;
    }

    void walk() {
      nodes.add(start);
      home.put(start, start.toString());
      next.add(new Hub(start.toString(), List.of(start), false));
      for (int level = 0; level < depth && !next.isEmpty(); level++) {
        List<Hub> now = next;
        next = new ArrayList<>();
        Map<Ref, List<EdgeWire>> singles = new HashMap<>();
        for (EdgeWire edge :
            read(now.stream().filter(h -> !h.group).map(h -> h.refs.getFirst()).toList(), back)) {
          singles
              .computeIfAbsent(back ? edge.to() : edge.from(), ref -> new ArrayList<>())
              .add(edge);
        }
        for (Hub hub : now) {
          place(
              hub,
              hub.group
                  ? read(hub.refs, back)
                  : singles.getOrDefault(hub.refs.getFirst(), List.of()));
        }
      }
      next.stream().filter(hub -> !hub.group).forEach(hub -> more.add(hub.refs.getFirst()));
    }

    private void place(Hub hub, List<EdgeWire> found) {
      Map<Family, Set<Ref>> fresh = new LinkedHashMap<>();
      for (EdgeWire edge : found) {
        Ref other = far(edge, back);
        if (!home.containsKey(other)) {
          fresh
              .computeIfAbsent(
                  Family.around(hub.id, back, edge.relation(), other), f -> new LinkedHashSet<>())
              .add(other);
        }
      }
      fresh.forEach(this::settle);
      for (EdgeWire edge : found) {
        connect(hub, edge, home.get(far(edge, back)));
      }
    }

    private void settle(Family family, Set<Ref> members) {
      // One that two relations lead to is drawn where the first of them put it.
      List<Ref> left = members.stream().filter(ref -> !home.containsKey(ref)).toList();
      if (left.size() > fan) {
        String id = family.token();
        groups.put(id, new Group(family, left.size(), left.getFirst(), left.getLast()));
        left.forEach(ref -> home.put(ref, id));
        if (!stops(family.relation(), left.getFirst())) {
          next.add(new Hub(id, left, true));
        }
        return;
      }
      for (Ref ref : left) {
        if (nodes.size() >= MOST_NODES && !nodes.contains(ref)) {
          truncated = true;
          continue;
        }
        home.put(ref, ref.toString());
        nodes.add(ref);
        if (stops(family.relation(), ref)) {
          more.add(ref);
        } else {
          next.add(new Hub(ref.toString(), List.of(ref), false));
        }
      }
    }

    private void connect(Hub hub, EdgeWire edge, @Nullable String other) {
      if (other == null) {
        return;
      }
      if (!hub.group && !groups.containsKey(other)) {
        edges.add(edge);
      } else {
        links.merge(
            back
                ? new Link(other, edge.relation(), hub.id)
                : new Link(hub.id, edge.relation(), other),
            1,
            Integer::sum);
      }
    }

    private boolean stops(String relation, Ref other) {
      return other.kind() == Ref.Kind.DEPLOYMENT && !other.equals(start)
          || relation.equals("compared");
    }
  }
}
