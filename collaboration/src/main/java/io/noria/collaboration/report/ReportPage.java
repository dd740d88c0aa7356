package io.noria.collaboration.report;

import io.noria.base.NoriaException;
import io.noria.collaboration.Report;
import io.noria.tracking.Run;
import io.noria.tracking.Tracking;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * A report as one HTML file that needs nothing else: no scripts, no pictures or styles from
 * elsewhere; charts are drawn and tables filled with what the runs hold at this moment. HTML in the
 * text is shown as text, and links go to web and mail addresses only.
 */
public final class ReportPage {
  private static final int MOST_BLOCKS = 50;
  private static final int MOST_LINES = 50;
  private static final int MOST_ROWS = 500;
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

  private final BlockData data;
  private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();

  /** Pages that read from tracking. */
  public ReportPage(Tracking tracking) {
    this.data = new BlockData(tracking);
  }

  /**
   * The whole file. A block that cannot be drawn says why in its place.
   *
   * @param now the moment that it says it was written
   */
  public String html(Report report, Instant now) {
    Blocks blocks = new Blocks();
    String body =
        HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .nodeRendererFactory(context -> new LiveRenderer(context, blocks))
            .build()
            .render(parser.parse(report.body()));
    String title = Html.escape(report.title());
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\""
        + " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>"
        + title
        + "</title>\n<style>\n"
        + Style.CSS
        + "</style>\n</head>\n<body>\n<main>\n<h1>"
        + title
        + "</h1>\n<p class=\"by\">"
        + Html.escape(report.editor())
        + ", revision "
        + report.revision()
        + " of "
        + report.updatedAt().truncatedTo(ChronoUnit.SECONDS)
        + "; data as of "
        + now.truncatedTo(ChronoUnit.SECONDS)
        + "</p>\n"
        + body
        + "</main>\n</body>\n</html>\n";
  }

  /** Draws blocks and counts them. */
  private final class Blocks {
    private int drawn;

    String draw(String kind, String text) {
      try {
        if (++drawn > MOST_BLOCKS) {
          throw NoriaException.invalid(
              "block: more than " + MOST_BLOCKS + " in one report (expected: fewer)");
        }
        return kind.equals("chart")
            ? chart(Block.parse(text, 10, MOST_LINES))
            : table(Block.parse(text, 20, MOST_ROWS));
      } catch (NoriaException e) {
        return "<p class=\"problem\" role=\"note\">"
            + Html.escape(kind + " block: " + e.getMessage())
            + "</p>\n";
      }
    }
  }

  private String chart(Block block) {
    List<Curve> curves = data.curves(block);
    String metrics = String.join(", ", block.metrics());
    String title = block.title() == null ? metrics : block.title();
    StringBuilder out = new StringBuilder("<figure>\n<figcaption>");
    out.append(Html.escape(title)).append("</figcaption>\n");
    if (curves.isEmpty()) {
      return out.append("<p class=\"by\">No points.</p>\n</figure>\n").toString();
    }
    out.append(
            LineChart.svg(
                curves,
                block.x(),
                metrics + " by " + block.x() + " of " + curves.size() + " lines"))
        .append("\n<ul class=\"legend\">");
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      double[] finite = Curve.finite(curve.y());
      out.append("<li class=\"c")
          .append(i % LineChart.COLOURS)
          .append("\"><span>")
          .append(Html.escape(curve.name()))
          .append("</span> ")
          .append(finite.length == 0 ? "" : Html.number(finite[finite.length - 1]))
          .append(curve.notDrawn() == 0 ? "" : " (" + curve.notDrawn() + " not finite)")
          .append("</li>");
    }
    out.append("</ul>\n<p class=\"by\">by ").append(block.x());
    if (block.smoothing() > 0) {
      out.append(", smoothed ").append(Html.number(block.smoothing()));
    }
    return out.append("</p>\n</figure>\n").toString();
  }

  private String table(Block block) {
    List<Run> runs = data.runs(block);
    List<String> columns = block.columns().isEmpty() ? usual(runs) : block.columns();
    StringBuilder out = new StringBuilder("<figure>\n");
    if (block.title() != null) {
      out.append("<figcaption>").append(Html.escape(block.title())).append("</figcaption>\n");
    }
    out.append("<div class=\"wide\"><table><thead><tr><th>run</th>");
    columns.forEach(column -> out.append("<th>").append(Html.escape(column)).append("</th>"));
    out.append("</tr></thead>\n<tbody>");
    for (Run run : runs) {
      out.append("<tr><td>").append(Html.escape(run.info().name())).append("</td>");
      for (String column : columns) {
        boolean number = column.startsWith("metric");
        out.append(number ? "<td class=\"n\">" : "<td>")
            .append(Html.escape(BlockData.value(run, column)))
            .append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n<p class=\"by\">");
    return out.append(runs.size()).append(" runs</p>\n</figure>\n").toString();
  }

  /** Status and start, then the first metrics and params that there are. */
  private static List<String> usual(List<Run> runs) {
    Set<String> columns = new java.util.LinkedHashSet<>(List.of("status", "start_time"));
    runs.forEach(run ->
        run.data().metrics().stream()
            .limit(6)
            .forEach(metric -> columns.add("metrics." + metric.key())));
    runs.forEach(run ->
        run.data().params().keySet().stream()
            .limit(6)
            .forEach(param -> columns.add("params." + param)));
    return columns.stream().limit(14).toList();
  }

  /** Draws live blocks, and shows pictures as links: the file loads nothing. */
  private static final class LiveRenderer implements NodeRenderer {
    private final HtmlNodeRendererContext context;
    private final HtmlWriter html;
    private final Blocks blocks;

    LiveRenderer(HtmlNodeRendererContext context, Blocks blocks) {
      this.context = context;
      this.html = context.getWriter();
      this.blocks = blocks;
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(FencedCodeBlock.class, Image.class);
    }

    @Override
    public void render(Node node) {
      if (node instanceof FencedCodeBlock code) {
        fenced(code);
      } else if (node instanceof Image image) {
        String url = context.urlSanitizer().sanitizeLinkUrl(image.getDestination());
        html.raw("<a href=\"" + Html.escape(context.encodeUrl(url)) + "\" rel=\"nofollow\">");
        Node child = image.getFirstChild();
        html.text(child == null ? "picture" : "");
        while (child != null) {
          context.render(child);
          child = child.getNext();
        }
        html.raw("</a>");
      }
    }

    private void fenced(FencedCodeBlock code) {
      String info = code.getInfo() == null ? "" : code.getInfo().strip();
      String kind = info.split("\\s", 2)[0];
      html.line();
      if (kind.equals("chart") || kind.equals("runs")) {
        html.raw(blocks.draw(kind, code.getLiteral()));
      } else {
        html.raw("<pre><code>" + Html.escape(code.getLiteral()) + "</code></pre>");
      }
      html.line();
    }
  }
}
