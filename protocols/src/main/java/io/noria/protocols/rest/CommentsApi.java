package io.noria.protocols.rest;

import io.noria.base.Actor;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.collaboration.Collaboration;
import io.noria.collaboration.Comment;
import io.noria.collaboration.Pin;
import io.noria.collaboration.SavedView;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comments, pins and saved views. */
final class CommentsApi {
  private final Collaboration area;
  private final Subjects subjects;

  CommentsApi(Collaboration area, Subjects subjects) {
    this.area = area;
    this.subjects = subjects;
  }

  void routes(Routes routes) {
    String comment = "/noria/v1/comments/{comment}";
    routes
        .get("/noria/v1/comments", this::comments)
        .post("/noria/v1/comments", this::write)
        .get(comment, x -> x.send(CommentWire.of(area.comments().get(x.path("comment")))))
        .patch(comment, this::edit)
        .delete(comment, x -> x.send(CommentWire.of(area.comments().delete(x.path("comment")))))
        .post(
            comment + "/restore",
            x -> x.send(CommentWire.of(area.comments().restore(x.path("comment")))))
        .get("/noria/v1/pins", this::pins)
        .put("/noria/v1/pins/{subject}", this::pin)
        .delete("/noria/v1/pins/{subject}", this::unpin)
        .get("/noria/v1/views", this::views)
        .post("/noria/v1/views", this::save)
        .get("/noria/v1/views/{view}", x -> x.send(ViewWire.of(area.views().get(x.path("view")))))
        .patch("/noria/v1/views/{view}", this::change)
        .delete("/noria/v1/views/{view}", this::forget);
  }

  private record CommentWire(
      String id,
      Ref subject,
      String body,
      List<String> mentions,
      String who,
      boolean mine,
      Instant createdAt,
      @Nullable Instant editedAt,
      @Nullable Instant deletedAt) {
    /** What was taken away is shown to its author alone. */
    static CommentWire of(Comment comment) {
      boolean mine = comment.who().equals(Actor.current());
      boolean shown = mine || comment.deletedAt() == null;
      return new CommentWire(
          comment.id(),
          comment.subject(),
          shown ? comment.body() : "",
          shown ? comment.mentions() : List.of(),
          comment.who(),
          mine,
          comment.createdAt(),
          comment.editedAt(),
          comment.deletedAt());
    }
  }

  private void comments(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        Items.of(
            area.comments()
                .list(
                    Ref.parse(query.require("subject")),
                    query.flag("deleted", false),
                    Items.limit(query),
                    Items.token(query)),
            CommentWire::of));
  }

  private record CommentBody(@Nullable String subject, @Nullable String body) {}

  private void write(Exchange exchange) {
    CommentBody wanted = exchange.json(CommentBody.class);
    String body = given("body", wanted.body());
    exchange.send(CommentWire.of(area.comments().create(subjects.require(wanted.subject()), body)));
  }

  private record CommentPatch(@Nullable String body) {}

  private void edit(Exchange exchange) {
    String body = given("body", exchange.json(CommentPatch.class).body());
    exchange.send(CommentWire.of(area.comments().edit(exchange.path("comment"), body)));
  }

  private record PinWire(Ref subject, @Nullable String title, Instant pinnedAt) {}

  private void pins(Exchange exchange) {
    List<Pin> pins = area.pins().list();
    Map<Ref, String> titles = subjects.titles(pins.stream().map(Pin::subject).toList());
    exchange.send(
        Items.part(
            pins.stream()
                .map(pin -> new PinWire(pin.subject(), titles.get(pin.subject()), pin.pinnedAt()))
                .toList(),
            exchange.query()));
  }

  private void pin(Exchange exchange) {
    Pin pin = area.pins().put(subjects.require(exchange.path("subject")));
    exchange.send(
        new PinWire(
            pin.subject(),
            subjects.titles(List.of(pin.subject())).get(pin.subject()),
            pin.pinnedAt()));
  }

  private void unpin(Exchange exchange) {
    area.pins().delete(Ref.parse(exchange.path("subject")));
    exchange.send(Map.of("done", true));
  }

  private record ViewWire(
      String id,
      String name,
      String page,
      String state,
      String who,
      boolean mine,
      Instant createdAt,
      Instant updatedAt) {
    static ViewWire of(SavedView view) {
      return new ViewWire(
          view.id(),
          view.name(),
          view.page(),
          view.state(),
          view.who(),
          view.who().equals(Actor.current()),
          view.createdAt(),
          view.updatedAt());
    }
  }

  private void views(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        Items.of(
            area.views().list(query.orNull("page"), Items.limit(query), Items.token(query)),
            ViewWire::of));
  }

  private record ViewBody(@Nullable String name, @Nullable String page, @Nullable String state) {}

  private void save(Exchange exchange) {
    ViewBody wanted = exchange.json(ViewBody.class);
    exchange.send(
        ViewWire.of(
            area.views()
                .create(
                    given("name", wanted.name()),
                    given("page", wanted.page()),
                    given("state", wanted.state()))));
  }

  private record ViewPatch(@Nullable String name, @Nullable String state) {}

  private void change(Exchange exchange) {
    ViewPatch patch = exchange.json(ViewPatch.class);
    exchange.send(
        ViewWire.of(area.views().update(exchange.path("view"), patch.name(), patch.state())));
  }

  private void forget(Exchange exchange) {
    area.views().delete(exchange.path("view"));
    exchange.send(Map.of("done", true));
  }

  private static String given(String field, @Nullable String value) {
    if (value == null) {
      throw NoriaException.invalid(field + ": missing (expected: a string)");
    }
    return value;
  }
}
