package io.noria.serving.table;

import io.noria.base.NoriaException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the time at which a batch is due into its places. */
public final class DueTime {
  private static final Pattern FORM = Pattern.compile("\\{(date|month|year|hour)(?:-(\\d{1,4}))?}");
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH");

  private DueTime() {}

  /**
   * The text with {@code {date}} as 2013-12-31, {@code {month}} as 2013-12, {@code {year}} as 2013,
   * {@code {hour}} as 2013-12-31T05, and {@code {date-1}} as the day before.
   */
  public static String in(String text, ZonedDateTime due) {
    Matcher matcher = FORM.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      int before = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
      String value =
          switch (matcher.group(1)) {
            case "date" -> due.minusDays(before).toLocalDate().toString();
            case "month" -> due.minusMonths(before).toLocalDate().toString().substring(0, 7);
            case "year" -> Integer.toString(due.minusYears(before).getYear());
            case "hour" -> HOUR.format(due.minusHours(before));
            default -> throw NoriaException.invalid(matcher.group());
          };
      matcher.appendReplacement(filled, value);
    }
    return matcher.appendTail(filled).toString();
  }
}
