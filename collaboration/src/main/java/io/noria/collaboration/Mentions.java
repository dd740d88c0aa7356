package io.noria.collaboration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** Who is spoken to in a text. Pure. */
public final class Mentions {
  /** Most names that are kept of one text. */
  public static final int MOST = 50;

  /** A token's name after an at sign that does not belong to a word, such as an address's. */
  private static final Pattern NAME =
      Pattern.compile("(?<![\\p{L}\\p{N}_.@/-])@([A-Za-z0-9][A-Za-z0-9._@-]{0,99})");

  private static final Pattern END = Pattern.compile("[._@-]+$");
  private static final Parser PARSER = Parser.builder().build();

  private Mentions() {}

  /**
   * The names in the Markdown, each once, in order. Code spans and blocks, raw HTML and the targets
   * of links mention nobody; neither does the part of a mail address after its at sign.
   */
  public static List<String> of(String markdown) {
    Set<String> names = new LinkedHashSet<>();
    PARSER
        .parse(markdown)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Text text) {
                Matcher found = NAME.matcher(text.getLiteral());
                while (found.find() && names.size() < MOST) {
                  String name = END.matcher(found.group(1)).replaceFirst("");
                  if (!name.isEmpty()) {
                    names.add(name);
                  }
                }
              }
            });
    return List.copyOf(new ArrayList<>(names));
  }
}
