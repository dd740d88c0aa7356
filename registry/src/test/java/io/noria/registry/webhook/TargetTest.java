package io.noria.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost/hook",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::127.0.0.1]/",
        "https://[::]/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://172.16.0.1/",
        "https://172.31.255.255/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://192.0.0.8/",
        "https://192.0.2.1/",
        "https://198.18.0.1/",
        "https://198.51.100.1/",
        "https://203.0.113.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[fe80::1]/",
        "https://[fc00::1]/",
        "https://[fd12::1]/",
        "https://[ff02::1]/",
        "https://[2001:db8::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::808:808]/",
        "https://[2002:7f00:1::]/",
        "https://[2001::1]/",
        "http://1.1.1.1/",
        "ftp://1.1.1.1/",
        "file:///etc/passwd",
        "https://user:password@1.1.1.1/",
        "https:///path",
        "https://",
        "1.1.1.1",
        "",
        " ",
        "https://no such host/",
        "https://nothing.invalid/",
        "https://1.1.1.1:0/",
        "https://1.1.1.1:65536/",
        "https://1.1.1.1:99999/",
        "https://1.1.1.1:99999999999/",
        "https://1.1.1.1/a\r\nHost: b"
      })
  void aPlaceThatIsNotPublicOrNotAnAddressIsRefused(String url) {
    assertThatThrownBy(() -> Target.resolve(url, false))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("webhook url: '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://1.1.1.1/hook?a=b",
        "https://[2606:4700:4700::1111]:8443/",
        "https://8.8.8.8"
      })
  void aPublicPlaceIsTaken(String url) throws Exception {
    Target target = Target.resolve(url, false);
    assertThat(target.address())
        .isEqualTo(InetAddress.getByName(Target.host(java.net.URI.create(url))));
    assertThat(target.secure()).isTrue();
  }

  @Test
  void onlyAServerForTriesPostsToItsOwnMachine() {
    assertThat(Target.resolve("http://127.0.0.1:9/", true).port()).isEqualTo(9);
    assertThatThrownBy(() -> Target.resolve("http://10.0.0.1/", true))
        .hasMessageContaining("expected: https, or http to this machine");
    assertThatThrownBy(() -> Target.resolve("https://10.0.0.1/", true))
        .hasMessageContaining("it leads to an address that is not public");
  }

  @Test
  void whatANameMeansInHereIsNotSaid() {
    assertThatThrownBy(() -> Target.resolve("https://localhost/", false))
        .hasMessage(
            "webhook url: 'https://localhost/' (it leads to an address that is not public)");
  }
}
