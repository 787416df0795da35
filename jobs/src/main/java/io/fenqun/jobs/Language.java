package io.fenqun.jobs;

import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;

/** The languages of labels. */
enum Language {
  ZH,
  EN;

  /** {@code zh} or {@code en}; anything else is refused with kind CONFIG. */
  static Language of(String code) {
    return switch (code) {
      case "zh" -> ZH;
      case "en" -> EN;
      default ->
          throw FenqunException.config(
              "Cannot speak --lang " + code + ": labels are in zh and in en; choose one of them");
    };
  }

  /** As in a page's {@code lang}. */
  String code() {
    return this == ZH ? "zh" : "en";
  }

  String of(Labels labels) {
    return this == ZH ? labels.zh() : labels.en();
  }
}
