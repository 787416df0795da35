package io.fenqun.preview;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * One customer who moves.
 *
 * @param value the scheme's money; empty where unknown
 */
public record Mover(String customerId, Optional<BigDecimal> value, String from, String to) {}
