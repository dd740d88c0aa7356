package io.noria.cli;

import java.nio.charset.Charset;
import java.util.Locale;

/**
 * What a terminal can show.
 *
 * @param width columns
 * @param colour whether it takes ANSI colours
 * @param blocks whether it has Unicode's block characters
 */
record Look(int width, boolean colour, boolean blocks) {
  private static final int NARROWEST = 60;
  private static final int WIDEST = 160;
  private static final String RESET = "\u001b[0m";

  Look {
    width = Math.max(NARROWEST, Math.min(WIDEST, width));
  }

  static boolean canDraw(Charset charset) {
    return charset.newEncoder().canEncode('█');
  }

  /** The text in the colour of the code (31 red, 34 blue, 1 bold, 2 faint). */
  String in(int code, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }

  /**
   * A bar around a zero in the middle: to the left below it, to the right above it.
   *
   * @param value what it shows
   * @param largest what fills one side
   * @param side columns of one side
   */
  String bar(double value, double largest, int side) {
    double share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
    int halves = (int) Math.round(2 * side * share);
    if (halves == 0 && value != 0) {
      halves = 1;
    }
    String full = (blocks ? "█" : "#").repeat(halves / 2);
    boolean half = halves % 2 == 1;
    String axis = blocks ? "│" : "|";
    if (value < 0) {
      String bar = (half ? blocks ? "▐" : "#" : "") + full;
      return " ".repeat(Math.max(0, side - bar.length())) + in(34, bar) + axis + " ".repeat(side);
    }
    String bar = full + (half ? blocks ? "▌" : "#" : "");
    return " ".repeat(side) + axis + in(31, bar) + " ".repeat(Math.max(0, side - bar.length()));
  }

  /** The text in so many columns, cut or filled on the right. */
  static String fit(String text, int columns) {
    if (text.length() > columns) {
      return columns < 2 ? text.substring(0, columns) : text.substring(0, columns - 1) + "…";
    }
    return text + " ".repeat(columns - text.length());
  }

  /** The number with its sign. */
  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value).replace('-', '−');
  }
}
