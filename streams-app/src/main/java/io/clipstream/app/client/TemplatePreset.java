package io.clipstream.app.client;

import java.util.List;

/**
 * A published set of prompt templates.
 *
 * @param name by which a task asks for it
 * @param published name in its source
 * @param title what the set is for, a few words
 * @param source repository and file it was taken from
 * @param templates in the source's order, each with {} once; at least one
 */
public record TemplatePreset(String name, String published, String title, String source, List<String> templates) {
    public TemplatePreset {
        templates = List.copyOf(templates);
    }
}
