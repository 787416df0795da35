package io.fenqun.store;

import io.fenqun.source.SourceDef;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A location of a pack as pattern of file names relative to the source folder: {@code *}, {@code
 * ?}, {@code [ab]} and {@code {month}}. A folder stands for the files in it.
 */
final class LocationPattern {
  private static final String ANY_MONTH = "[0-9][0-9][0-9][0-9]-[0-9][0-9]";

  private final String location;
  private final boolean monthly;

  LocationPattern(SourceDef source) {
    this.location = source.location();
    this.monthly = source.isMonthly();
  }

  /** Of one delivery's files, for a file system's glob. */
  String glob(String delivery) {
    return location.replace(SourceDef.MONTH, delivery);
  }

  /** Of all deliveries' files. */
  String glob() {
    return location.replace(SourceDef.MONTH, ANY_MONTH);
  }

  /** The delivery that a file belongs to. */
  String delivery(String name) {
    if (!monthly) {
      return SourceDef.ALL;
    }
    Matcher matcher = Pattern.compile(regex()).matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is not of location " + location);
    }
    return matcher.group(1);
  }

  boolean matches(String name) {
    return Pattern.matches(regex(), name);
  }

  /** Over the relative name of a file; group 1 is the delivery of a monthly location. */
  String regex() {
    return regex(character -> character);
  }

  /** The same over the name as it stands in a URI. */
  String encodedRegex() {
    return regex(LocationPattern::encoded);
  }

  private static String encoded(String character) {
    try {
      return new URI(null, null, "/" + character, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String regex(UnaryOperator<String> written) {
    StringBuilder regex = new StringBuilder();
    boolean monthSeen = false;
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (location.startsWith(SourceDef.MONTH, i)) {
        regex.append(monthSeen ? "\\1" : "(\\d{4}-\\d{2})");
        monthSeen = true;
        i += SourceDef.MONTH.length() - 1;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[' || c == ']') {
        regex.append(c);
      } else {
        regex.append(c == '/' ? "/" : Pattern.quote(written.apply(String.valueOf(c))));
      }
    }
    return regex.append("(?:/.*)?").toString();
  }
}
