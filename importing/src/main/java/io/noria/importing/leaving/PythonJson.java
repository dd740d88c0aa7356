package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.Map;

/** JSON as Python's {@code json.dumps} writes it: blanks after colons and commas, ASCII alone. */
final class PythonJson {
  private PythonJson() {}

  static String write(JsonNode node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  private static void write(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      out.append('{');
      String joint = "";
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        out.append(joint);
        text(field.getKey(), out);
        out.append(": ");
        write(field.getValue(), out);
        joint = ", ";
      }
      out.append('}');
    } else if (node.isArray()) {
      out.append('[');
      for (Iterator<JsonNode> each = node.iterator(); each.hasNext(); ) {
        write(each.next(), out);
        out.append(each.hasNext() ? ", " : "");
      }
      out.append(']');
    } else if (node.isTextual()) {
      text(node.asText(), out);
    } else {
      out.append(node);
    }
  }

  private static void text(String text, StringBuilder out) {
    String quoted = TextNode.valueOf(text).toString();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c < 127) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
  }
}
