package io.fenqun.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * An explanation as a page to print that needs no other file; the template {@code explain.ftlh}
 * stands beside this class and escapes every text.
 */
final class ExplainHtml {
  private static final String TEMPLATE = "explain.ftlh";

  private ExplainHtml() {}

  static String of(ExplainPage page) {
    Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
    templates.setClassForTemplateLoading(ExplainHtml.class, "");
    templates.setDefaultEncoding("UTF-8");
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    Map<String, Object> model =
        new ObjectMapper().convertValue(page, new TypeReference<Map<String, Object>>() {});
    StringWriter html = new StringWriter();
    try {
      templates.getTemplate(TEMPLATE).process(model, html);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("Cannot fill " + TEMPLATE, e);
    }
    return html.toString();
  }
}
