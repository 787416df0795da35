package io.fenqun.report;

import io.fenqun.sql.GroupExpression;
import io.fenqun.sql.GroupExpression.Call;
import io.fenqun.sql.GroupExpression.Fraction;
import java.util.Optional;

/**
 * What an indicator is made of, where both are numbers that add up over segments: then its change
 * can be told by segments. A sum, a count or a figure stands over the customers ({@code isSum}), an
 * average over those who have a value, a ratio over what it divides by.
 */
record Operands(Operand numerator, Operand denominator, boolean isSum) {

  /** One number of a place: an aggregate, or the name of a figure. */
  record Operand(Optional<Call> call, String figure) {
    private static Operand of(Call call) {
      return new Operand(Optional.of(call), "");
    }

    private static Operand figure(String name) {
      return new Operand(Optional.empty(), name);
    }
  }

  /** Empty where the expression is no sum, average or ratio of two sums. */
  static Optional<Operands> of(IndicatorDef indicator) {
    GroupExpression parts = indicator.parts();
    return parts.fraction().flatMap(fraction -> of(fraction, parts));
  }

  private static Optional<Operands> of(Fraction fraction, GroupExpression parts) {
    if (fraction.denominator().isEmpty()) {
      Optional<Operands> average =
          call(fraction.numerator(), parts)
              .filter(call -> SegmentAggregate.of(call.function()) == SegmentAggregate.AVG)
              .map(call -> new Operands(as("sum", call), as("count", call), false));
      return average.or(
          () ->
              operand(fraction.numerator(), parts)
                  .map(sum -> new Operands(sum, Operand.figure(PlaceFigures.CUSTOMERS), true)));
    }
    return operand(fraction.numerator(), parts)
        .flatMap(
            numerator ->
                operand(fraction.denominator().get(), parts)
                    .map(denominator -> new Operands(numerator, denominator, false)));
  }

  private static Optional<Call> call(String column, GroupExpression parts) {
    return parts.calls().stream().filter(call -> call.column().equals(column)).findFirst();
  }

  private static Operand as(String function, Call call) {
    return Operand.of(new Call(function, call.argument(), call.column()));
  }

  /** Only of what adds up. */
  private static Optional<Operand> operand(String name, GroupExpression parts) {
    Optional<Call> call = call(name, parts);
    return call.isPresent()
        ? call.filter(found -> addsUp(SegmentAggregate.of(found.function()))).map(Operand::of)
        : Optional.of(name).filter(PlaceFigures.ADD_UP::contains).map(Operand::figure);
  }

  private static boolean addsUp(SegmentAggregate function) {
    return switch (function) {
      case SUM, COUNT, COUNT_IF -> true;
      case AVG, MIN, MAX -> false;
    };
  }
}
