package io.fenqun.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fenqun.conf.ConfEdit;
import io.fenqun.preview.Move;
import io.fenqun.preview.Mover;
import io.fenqun.preview.Net;
import io.fenqun.preview.RuleChecks;
import io.fenqun.preview.SchemeChange;
import io.fenqun.preview.SchemePreview;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A preview as one JSON object; amounts are numbers with two decimals. */
final class PreviewJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private PreviewJson() {}

  static ObjectNode of(PublishedPreview published) {
    SchemePreview preview = published.preview();
    SchemeChange change = preview.frame().change();
    ObjectNode json = JSON.objectNode();
    json.put("pack", change.pack().name());
    json.put("scheme", change.name());
    json.put("month", preview.frame().month().toString());
    json.put("publication", published.publication());
    json.put("is_new", change.isNew());
    json.put("value", change.scheme().value());
    json.put("customers", preview.matrix().stream().mapToLong(Move::customers).sum());
    json.put(
        "amount",
        preview.matrix().stream().map(Move::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    json.set("segments_before", texts(change.isNew() ? List.of() : change.before().segments()));
    json.set("segments_after", texts(change.after().segments()));
    json.set("matrix", moves(preview.matrix()));
    json.set("drift", moves(preview.drift()));
    ArrayNode steps = json.putArray("steps");
    for (int i = 0; i < preview.steps().size(); i++) {
      ObjectNode step = steps.addObject();
      step.set("edits", edits(change.steps().get(i).edits()));
      step.set("moves", moves(preview.steps().get(i)));
      step.set("net", nets(preview.steps().get(i)));
    }
    json.set("net", nets(preview.matrix()));
    json.set("edits_that_move_nobody", edits(change.still()));
    json.set("movers", movers(preview.movers()));
    json.set("checks", checks(preview.checks()));
    json.set("notes", texts(published.notes()));
    return json;
  }

  private static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static ArrayNode moves(List<Move> moves) {
    ArrayNode array = JSON.arrayNode();
    moves.forEach(move -> array.add(move("from", "to", move)));
    return array;
  }

  private static ObjectNode move(String from, String to, Move move) {
    return JSON.objectNode()
        .put(from, move.from())
        .put(to, move.to())
        .put("customers", move.customers())
        .put("amount", move.amount());
  }

  private static ArrayNode nets(List<Move> moves) {
    ArrayNode array = JSON.arrayNode();
    Net.of(moves)
        .forEach(
            (segment, net) ->
                array
                    .addObject()
                    .put("segment", segment)
                    .put("customers", net.customers())
                    .put("amount", net.amount()));
    return array;
  }

  private static ArrayNode edits(List<ConfEdit> edits) {
    ArrayNode array = JSON.arrayNode();
    for (ConfEdit edit : edits) {
      array
          .addObject()
          .put("file", edit.position().file())
          .put("line", edit.position().line())
          .put("clause", edit.position().path())
          .put("before", edit.before().orElse(null))
          .put("after", edit.after().orElse(null));
    }
    return array;
  }

  private static ArrayNode movers(List<Mover> movers) {
    ArrayNode array = JSON.arrayNode();
    for (Mover mover : movers) {
      array
          .addObject()
          .put("customer_id", mover.customerId())
          .put("value", mover.value().orElse(null))
          .put("from", mover.from())
          .put("to", mover.to());
    }
    return array;
  }

  private static ObjectNode checks(RuleChecks checks) {
    ObjectNode json = JSON.objectNode();
    Optional<String> month = checks.month().map(Month::toString);
    json.put("month", month.orElse(null));
    json.set("empty", texts(checks.empty()));
    ArrayNode shadowed = json.putArray("shadowed");
    checks.shadowed().forEach(move -> shadowed.add(move("rule", "taken_by", move)));
    ArrayNode outside = json.putArray("outside");
    checks.outside().forEach(move -> outside.add(move("reason", "segment", move)));
    return json;
  }
}
