package io.noria.registry.webhook;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a webhook posts to. A caller must not make the server reach what only the server can: the
 * name is resolved once, every address it has must be a public one, and the post goes to that very
 * address.
 *
 * @param uri as it was given
 * @param address to connect to
 */
public record Target(URI uri, InetAddress address) {
  private static final int MOST = 2000;
  private static final int MOST_PORT = 65_535;

  /** IPv4 networks that are not public, as address and prefix length. */
  private static final int[][] CLOSED_V4 = {
    {0, 0, 8},
    {10, 0, 8},
    {100, 64, 10},
    {127, 0, 8},
    {169, 254, 16},
    {172, 16, 12},
    {192, 168, 16},
    {198, 18, 15},
    {224, 0, 4},
    {240, 0, 4}
  };

  /** IPv4 networks of 24 bits that are not public. */
  private static final int[][] CLOSED_V4_SMALL = {
    {192, 0, 0}, {192, 0, 2}, {192, 88, 99}, {198, 51, 100}, {203, 0, 113}
  };

  /**
   * Checks an address and resolves its name.
   *
   * @param loopback whether the plain protocol is allowed to this machine itself
   * @throws NoriaException INVALID_ARGUMENT saying what is wrong with it
   */
  public static Target resolve(String url, boolean loopback) {
    URI uri = parse(url);
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host(uri));
    } catch (UnknownHostException e) {
      throw refused(url, "its host has no address");
    }
    boolean local = loopback && Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
    if (!uri.getScheme().equalsIgnoreCase("https") && !local) {
      throw refused(url, loopback ? "expected: https, or http to this machine" : "expected: https");
    }
    for (InetAddress address : addresses) {
      if (!local && !isPublic(address)) {
        // Not which: a caller need not learn what names mean in here.
        throw refused(url, "it leads to an address that is not public");
      }
    }
    return new Target(uri, addresses[0]);
  }

  private static URI parse(String url) {
    if (url.length() > MOST) {
      throw refused(url, "longer than " + MOST + " characters");
    }
    try {
      URI uri = new URI(url.strip());
      String scheme = uri.getScheme();
      if (scheme == null || !List.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))) {
        throw refused(url, "expected: https://HOST/PATH");
      }
      if (uri.getHost() == null || uri.getHost().isEmpty() || uri.getRawUserInfo() != null) {
        throw refused(url, "expected: https://HOST/PATH, without a user");
      }
      if (uri.getPort() == 0 || uri.getPort() > MOST_PORT) {
        throw refused(url, "its port is not 1 to " + MOST_PORT);
      }
      return uri;
    } catch (URISyntaxException e) {
      throw refused(url, "expected: https://HOST/PATH");
    }
  }

  private static NoriaException refused(String url, String why) {
    return NoriaException.invalid("webhook url: '" + Limits.shown(url) + "' (" + why + ")");
  }

  /** The host without the brackets of an IPv6 address. */
  static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    int port = uri.getPort();
    return port >= 0 ? port : secure() ? 443 : 80;
  }

  boolean secure() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /** Whether the address can be reached from everywhere (RFC 6890's registries). */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isPublicV4(bytes, 0);
    }
    boolean zeros = true;
    for (int i = 0; i < 10; i++) {
      zeros &= bytes[i] == 0;
    }
    if (zeros) {
      // ::, ::1, and IPv4 addresses in IPv6's clothes.
      boolean mapped = bytes[10] == -1 && bytes[11] == -1;
      return mapped && isPublicV4(bytes, 12);
    }
    if (starts(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
      return isPublicV4(bytes, 12);
    }
    if (starts(bytes, 0x20, 0x02)) {
      return isPublicV4(bytes, 2);
    }
    boolean global = (bytes[0] & 0xe0) == 0x20;
    boolean special =
        starts(bytes, 0x20, 0x01, 0x0d, 0xb8)
            || (starts(bytes, 0x20, 0x01) && (bytes[2] & 0xfe) == 0)
            || starts(bytes, 0x3f, 0xff);
    return global && !special;
  }

  private static boolean starts(byte[] bytes, int... first) {
    for (int i = 0; i < first.length; i++) {
      if ((bytes[i] & 0xff) != first[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPublicV4(byte[] bytes, int at) {
    int a = bytes[at] & 0xff;
    int b = bytes[at + 1] & 0xff;
    int c = bytes[at + 2] & 0xff;
    int first = a << 8 | b;
    for (int[] net : CLOSED_V4) {
      if (first >> (16 - net[2]) == (net[0] << 8 | net[1]) >> (16 - net[2])) {
        return false;
      }
    }
    for (int[] net : CLOSED_V4_SMALL) {
      if (a == net[0] && b == net[1] && c == net[2]) {
        return false;
      }
    }
    return true;
  }
}
