package io.noria.collaboration.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines as inline SVG, coloured by the page's style. Pure. */
final class LineChart {
  /** How many colours the style has; further lines begin again, dashed. */
  static final int COLOURS = 8;

  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 12;
  private static final int TOP = 10;
  private static final int BOTTOM = 34;

  private LineChart() {}

  /**
   * The chart.
   *
   * @param x {@code step}, {@code time} or {@code relative}: how its marks are written
   * @param label what it shows, for those who cannot see it
   */
  static String svg(List<Curve> curves, String x, String label) {
    Axis across = Axis.over(curves.stream().map(Curve::x).toList(), false);
    List<double[]> heights = new ArrayList<>();
    for (Curve curve : curves) {
      heights.add(curve.y());
      if (curve.low() != null && curve.high() != null) {
        heights.add(curve.low());
        heights.add(curve.high());
      }
    }
    Axis up = Axis.over(heights, true);
    StringBuilder out = new StringBuilder(4096);
    out.append("<svg class=\"chart\" role=\"img\" viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\"><title>")
        .append(Html.escape(label))
        .append("</title>");
    for (double mark : up.marks()) {
      double y = y(up, mark);
      line(out, LEFT, y, WIDTH - RIGHT, y);
      text(out, "end", LEFT - 6, y + 4, Html.number(round(mark)));
    }
    for (double mark : across.marks()) {
      double at = x(across, mark);
      line(out, at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4);
      text(out, "middle", at, HEIGHT - BOTTOM + 18, Axis.label(x, round(mark)));
    }
    for (int i = 0; i < curves.size(); i++) {
      band(out, curves.get(i), across, up, i);
      curve(out, curves.get(i), across, up, i);
    }
    return out.append("</svg>").toString();
  }

  /** A mark without the noise of its multiplication. */
  private static double round(double mark) {
    return mark == 0 ? 0 : Double.parseDouble(String.format(Locale.ROOT, "%.10g", mark));
  }

  private static double x(Axis axis, double value) {
    return LEFT + axis.at(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.at(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            x1,
            y1,
            x2,
            y2));
  }

  private static void text(StringBuilder out, String anchor, double x, double y, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
            anchor,
            x,
            y,
            Html.escape(text)));
  }

  private static void band(StringBuilder out, Curve curve, Axis across, Axis up, int number) {
    double[] low = curve.low();
    double[] high = curve.high();
    if (low == null || high == null || low.length < 2) {
      return;
    }
    out.append("<polygon class=\"band c").append(number % COLOURS).append("\" points=\"");
    for (int i = 0; i < high.length; i++) {
      corner(out, x(across, curve.x()[i]), y(up, high[i]));
    }
    for (int i = low.length - 1; i >= 0; i--) {
      corner(out, x(across, curve.x()[i]), y(up, low[i]));
    }
    out.append("\"/>");
  }

  private static void corner(StringBuilder out, double x, double y) {
    if (Double.isFinite(y)) {
      out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
  }

  private static void curve(StringBuilder out, Curve curve, Axis across, Axis up, int number) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    int drawn = 0;
    for (int i = 0; i < curve.x().length; i++) {
      double value = curve.y()[i];
      if (Double.isFinite(value)) {
        path.append(
            String.format(
                Locale.ROOT,
                "%s%.1f %.1f",
                pen ? "L" : "M",
                x(across, curve.x()[i]),
                y(up, value)));
        drawn++;
      }
      pen = Double.isFinite(value);
    }
    String style = "c" + number % COLOURS + (number / COLOURS % 2 == 1 ? " dashed" : "");
    if (drawn > 1) {
      out.append("<path class=\"line ").append(style).append("\" d=\"").append(path).append("\"/>");
    }
    if (drawn <= 40) {
      for (int i = 0; i < curve.x().length; i++) {
        if (Double.isFinite(curve.y()[i])) {
          out.append(
              String.format(
                  Locale.ROOT,
                  "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>",
                  style,
                  x(across, curve.x()[i]),
                  y(up, curve.y()[i])));
        }
      }
    }
  }
}
