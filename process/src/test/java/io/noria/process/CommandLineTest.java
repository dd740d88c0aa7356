package io.noria.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void itIsCutAsAShellWouldCutIt() {
    assertThat(CommandLine.parse(" sh  -c 'echo \"a b\" $X' \"c \\\" \\d\" e\\ f ''"))
        .containsExactly("sh", "-c", "echo \"a b\" $X", "c \" \\d", "e f", "");
  }

  @Test
  void whatIsNoCommandIsRefused() {
    assertThatThrownBy(() -> CommandLine.parse("  "))
        .hasMessage("command: '  ' (expected: a program and its arguments)");
    assertThatThrownBy(() -> CommandLine.parse("sh -c 'echo"))
        .hasMessage("command: sh -c 'echo (expected: a closing ')");
    assertThatThrownBy(() -> CommandLine.parse("x".repeat(5000)))
        .hasMessage("command: 5000 characters (expected: up to 4096, none of them 0)");
  }
}
