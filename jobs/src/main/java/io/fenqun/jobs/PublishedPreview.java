package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.conf.ConfEdit;
import io.fenqun.error.FenqunException;
import io.fenqun.preview.PublishedRows;
import io.fenqun.preview.SchemeChange;
import io.fenqun.preview.SchemePreview;
import io.fenqun.preview.Variant;
import io.fenqun.preview.VariantFrame;
import io.fenqun.scheme.Approvals;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A preview against the last readable publication of a pack.
 *
 * @param publication its number
 * @param notes what a reader must know to read the numbers right, a sentence each
 */
record PublishedPreview(SchemePreview preview, long publication, List<String> notes) {

  /**
   * Reads features and segments of one publication; takes no lock and writes nothing.
   *
   * @throws FenqunException of kind NOT_READY where the month, or a feature that the scheme needs,
   *     is not published
   */
  static PublishedPreview of(SchemeChange change, Month month, DeltaTableStore store) {
    String act = "preview scheme " + change.name() + " of " + change.pack().name();
    PublishedMonths published = PublishedMonths.open(store, act);
    published.require(month, act);
    VariantFrame frame = new VariantFrame(change, month, published.months().get(0));
    Dataset<Row> features = within(published.read(Tables.FEATURE_MONTH.name()), frame.months());
    requireFeatures(frame, features, act);
    PublishedRows rows =
        new PublishedRows(
            features,
            earlier(frame, published),
            segments(change, published, month),
            Models.published(published, month),
            new Approvals(published.find(HistoryTables.APPROVAL.name())));
    SchemePreview preview = SchemePreview.of(frame, rows);
    return new PublishedPreview(preview, published.set().publication(), notes(preview, month));
  }

  private static Dataset<Row> within(Dataset<Row> table, MonthRange months) {
    return table.where(col("month").between(months.from().toString(), months.to().toString()));
  }

  private static Optional<Dataset<Row>> earlier(VariantFrame frame, PublishedMonths published) {
    Object[] months = frame.earlierMonths().stream().map(Month::toString).toArray();
    return months.length == 0
        ? Optional.empty()
        : Optional.of(published.read(Tables.SEGMENT_MONTH.name()).where(col("month").isin(months)));
  }

  private static Optional<Dataset<Row>> segments(
      SchemeChange change, PublishedMonths published, Month month) {
    return change.isNew()
        ? Optional.empty()
        : Optional.of(
            published
                .read(Tables.SEGMENT_MONTH.name())
                .where(
                    col("scheme")
                        .equalTo(change.name())
                        .and(col("month").equalTo(month.toString()))));
  }

  private static void requireFeatures(VariantFrame frame, Dataset<Row> features, String act) {
    List<String> there = List.of(features.columns());
    List<String> missing = frame.features().stream().filter(name -> !there.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw FenqunException.notReady(
          "Cannot "
              + act
              + ": no feature of these names is published: "
              + String.join(", ", missing)
              + "; run the pack first");
    }
  }

  private static List<String> notes(SchemePreview preview, Month month) {
    SchemeChange change = preview.frame().change();
    String value = change.scheme().value();
    List<String> notes = new ArrayList<>();
    if (!change.isNew()) {
      if (!preview.drift().isEmpty()) {
        notes.add(
            "some customers are published in another segment than the pack's file gives now; it, or a scheme that it reads, was changed since: what they move is no edit's part");
      }
      String before = change.before().scheme().value();
      if (!before.equals(value)) {
        notes.add("money is " + value + " on both sides; in the pack it is " + before);
      }
    }
    preview
        .atOnce()
        .ifPresent(why -> notes.add("all edits are one step, for a state between stops: " + why));
    for (Variant step : change.steps()) {
      if (step.edits().size() > 1 && preview.atOnce().isEmpty()) {
        notes.add(
            "the edits of lines "
                + String.join(
                    ", ", step.edits().stream().map(PublishedPreview::line).distinct().toList())
                + " are one step: the loader refuses the file with the first of them alone");
      }
    }
    Optional<Month> evaluated = preview.checks().month();
    if (evaluated.isEmpty()) {
      notes.add("the evaluation that serves " + month + " is before every published month");
    } else if (!evaluated.get().equals(month)) {
      notes.add("the evaluation of " + evaluated.get() + " serves " + month);
    }
    if (change.after().scheme().remembers()) {
      notes.add(
          "the scheme remembers: it starts from what is published of "
              + change.after().scheme().startsFrom(preview.frame().months().from())
              + "; what the new file would have made of earlier months is not in it");
    }
    if (change.scheme().needsApproval()) {
      notes.add(
          "approval is not waited for: both sides are what the scheme proposes, whatever has taken effect of it");
    }
    if (!change.readers().isEmpty()) {
      notes.add(
          "not shown: schemes that read "
              + change.name()
              + ": "
              + String.join(", ", change.readers()));
    }
    return notes;
  }

  private static String line(ConfEdit edit) {
    return Integer.toString(edit.position().line());
  }
}
