package io.noria.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

class PostgresServerIT {
  @Test
  void oneServerGivesEachTestADatabaseOfItsOwn() throws IOException {
    String first = PostgresServer.shared().createDatabase();
    String second = PostgresServer.shared().createDatabase();
    assertThat(first).startsWith("jdbc:postgresql://127.0.0.1:").isNotEqualTo(second);
    int port = URI.create(first.substring("jdbc:".length())).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.isConnected()).isTrue();
    }
  }
}
