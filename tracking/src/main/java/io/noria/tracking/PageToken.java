package io.noria.tracking;

import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the sort keys of its last row, and a mark of the question it belongs to, so
 * that a token of another question is refused.
 */
public final class PageToken {
  private record Content(int question, List<@Nullable Object> keys) {}

  private PageToken() {}

  /**
   * The token's text.
   *
   * @param question everything that decides which rows come in what order
   * @param keys longs, strings and nulls
   */
  public static String write(Object question, List<? extends @Nullable Object> keys) {
    String json = Json.write(new Content(question.hashCode(), new ArrayList<>(keys)));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The sort keys; null when there is no token. Their types are looked at too: a token is a
   * stranger's text, and what does not fit would fail in the database.
   *
   * @param types of the sort keys, where they are not null
   * @throws NoriaException INVALID_ARGUMENT when it is not a token of this question
   */
  public static @Nullable List<@Nullable Object> read(
      Object question, @Nullable String token, List<Class<?>> types) {
    if (token == null || token.isEmpty()) {
      return null;
    }
    List<@Nullable Object> keys = keys(question, token, types.size());
    for (int i = 0; i < types.size(); i++) {
      Object key = keys.get(i);
      if (key != null && !types.get(i).isInstance(key)) {
        throw refused(token, null);
      }
    }
    return keys;
  }

  private static List<@Nullable Object> keys(Object question, String token, int size) {
    try {
      String json = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      Content content = Json.read(json, Content.class);
      if (content.question() == question.hashCode() && content.keys().size() == size) {
        List<@Nullable Object> keys = new ArrayList<>();
        for (Object key : content.keys()) {
          keys.add(key instanceof Number number ? (Object) number.longValue() : key);
        }
        return keys;
      }
    } catch (IllegalArgumentException | NoriaException | NullPointerException e) {
      throw refused(token, e);
    }
    throw refused(token, null);
  }

  private static NoriaException refused(String token, @Nullable Exception cause) {
    return new NoriaException(
        io.noria.base.ErrorCode.INVALID_ARGUMENT,
        "page_token: '" + Limits.shown(token) + "' (expected: the token of the page before)",
        cause);
  }
}
