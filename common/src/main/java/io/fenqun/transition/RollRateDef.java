package io.fenqun.transition;

import io.fenqun.sql.SqlExpression;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Map;

/**
 * Roll rates of one scheme (domain page section 1.4).
 *
 * @param scheme whose segment at the base month is the level
 * @param baseMonths declared base months; empty when {@code last} is set
 * @param last each of the last so many months is a base month; 0 when {@code baseMonths} is set
 * @param population as of the base month, over features and schemes
 * @param below over features of the month and base_floor
 * @param floors floor of each segment that has one, by code: base_floor of a customer whose level
 *     it was
 * @param value feature behind the amounts
 */
public record RollRateDef(
    String scheme,
    List<Month> baseMonths,
    int last,
    SqlExpression population,
    SqlExpression below,
    int lookBack,
    int lookAhead,
    Map<String, java.math.BigDecimal> floors,
    String value) {}
