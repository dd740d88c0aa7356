package io.noria.protocols.http;

import io.noria.base.NoriaException;
import io.noria.base.Observed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one dialect, its form of errors, and the prefixes under which an unknown path is
 * answered in that form. Built once, then handed to {@link HttpServer}.
 *
 * <p>A pattern is made of segments: {@code {name}} takes one, {@code {name...}} as last takes all
 * that remain (with their slashes, perhaps none). A fixed segment goes before a named one.
 */
public final class Routes {
  /** What is unusual about a route. */
  public enum Option {
    /** Answers without a token even where tokens are required. */
    OPEN,
    /** Goes on for long: not counted as a request under way, but as a stream. */
    STREAM
  }

  /**
   * One route.
   *
   * @param dialect whose it is
   * @param method in upper case
   * @param pattern as it was given
   * @param handler that answers
   * @param options what is unusual
   * @param errors the dialect's form
   * @param stats its figures
   * @param unwatched what a request is for those that it passes through, when nobody watches
   */
  public record Route(
      String dialect,
      String method,
      String pattern,
      Handler handler,
      Set<Option> options,
      ErrorForm errors,
      RouteStats stats,
      Observed unwatched) {
    /** Copies. */
    public Route {
      options = Set.copyOf(options);
    }
  }

  private final String dialect;
  private final ErrorForm errors;
  private final List<String> prefixes;
  private final Observed unwatched;
  private final List<Route> routes = new ArrayList<>();

  private Routes(String dialect, ErrorForm errors, List<String> prefixes) {
    this.dialect = dialect;
    this.errors = errors;
    this.prefixes = List.copyOf(prefixes);
    this.unwatched = Observed.of(dialect);
  }

  /**
   * An empty set of routes.
   *
   * @param prefixes paths whose unknown routes this dialect answers, for example {@code
   *     /api/2.0/mlflow}
   */
  public static Routes of(String dialect, ErrorForm errors, String... prefixes) {
    return new Routes(dialect, errors, List.of(prefixes));
  }

  /** Answers GET, and HEAD with the same headers. */
  public Routes get(String pattern, Handler handler, Option... options) {
    return route("GET", pattern, handler, options);
  }

  /** Answers POST. */
  public Routes post(String pattern, Handler handler, Option... options) {
    return route("POST", pattern, handler, options);
  }

  /** Answers PUT. */
  public Routes put(String pattern, Handler handler, Option... options) {
    return route("PUT", pattern, handler, options);
  }

  /** Answers PATCH. */
  public Routes patch(String pattern, Handler handler, Option... options) {
    return route("PATCH", pattern, handler, options);
  }

  /** Answers DELETE. */
  public Routes delete(String pattern, Handler handler, Option... options) {
    return route("DELETE", pattern, handler, options);
  }

  /** Answers any method. */
  public Routes route(String method, String pattern, Handler handler, Option... options) {
    Set<Option> set = EnumSet.noneOf(Option.class);
    set.addAll(List.of(options));
    routes.add(
        new Route(dialect, method, pattern, handler, set, errors, new RouteStats(), unwatched));
    return this;
  }

  /**
   * The same routes, some of which answer with an error instead.
   *
   * @param refusal the error for a route; null to leave it as it is
   */
  public Routes refusing(Function<Route, @Nullable NoriaException> refusal) {
    Routes same = new Routes(dialect, errors, prefixes);
    for (Route route : routes) {
      NoriaException error = refusal.apply(route);
      Handler handler =
          error == null
              ? route.handler()
              : x -> {
                throw new NoriaException(error.code(), error.getMessage());
              };
      same.routes.add(
          new Route(
              dialect,
              route.method(),
              route.pattern(),
              handler,
              route.options(),
              errors,
              route.stats(),
              unwatched));
    }
    return same;
  }

  /** The dialect's name, as metrics show it. */
  public String dialect() {
    return dialect;
  }

  /** The dialect's form of errors. */
  public ErrorForm errors() {
    return errors;
  }

  /** Where unknown paths are this dialect's. */
  public List<String> prefixes() {
    return prefixes;
  }

  /** All routes in the order they were given. */
  public List<Route> all() {
    return List.copyOf(routes);
  }
}
