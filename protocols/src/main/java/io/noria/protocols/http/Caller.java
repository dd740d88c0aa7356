package io.noria.protocols.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Who asked, as far as an answer has to know.
 *
 * @param connection over which it goes
 * @param most how long it may stand still
 * @param stopping whether the server is going down
 */
record Caller(Connections.Connection connection, Duration most, BooleanSupplier stopping) {}
