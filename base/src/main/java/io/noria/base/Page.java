package io.noria.base;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param items the rows, in the listing's order
 * @param nextToken opaque; pass it back for the rows that follow; null when there are none
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {
  /** Copies the rows. */
  public Page {
    items = List.copyOf(items);
  }

  /** The token of the next page, if there is one. */
  public Optional<String> next() {
    return Optional.ofNullable(nextToken);
  }

  /** The same page with each row translated. */
  public <R> Page<R> map(Function<? super T, ? extends R> translate) {
    return new Page<>(items.stream().<R>map(translate).toList(), nextToken);
  }
}
