package io.noria.tracking.live;

/** Texts in the order of their characters' numbers, which is that of their bytes in UTF-8. */
final class Characters {
  private Characters() {}

  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        // Halves of pairs stand for characters above all others.
        return Character.compare(above(left), above(right));
      }
    }
    return a.length() - b.length();
  }

  private static char above(char c) {
    return c >= 0xe000 ? (char) (c - 0x800) : c >= 0xd800 ? (char) (c + 0x2000) : c;
  }
}
