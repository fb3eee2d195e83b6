package io.clipstream.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clipstream.app.config.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The published template sets by name: those of CLIP (Radford et al., 2021) for its 27 data sets, and the single templates
 * of CoOp (Zhou et al., 2022) and Tip-Adapter. Their source and licence stand in {@code template-presets.json}.
 */
public final class TemplatePresets {
    /** Put before a preset's name among a task's templates. */
    public static final String PREFIX = "preset:";

    private static final String RESOURCE = "template-presets.json";
    private static final List<TemplatePreset> ALL = read();

    private TemplatePresets() {}

    /** All presets: CLIP's in alphabetical order behind ImageNet's, then CoOp's. */
    public static List<TemplatePreset> all() {
        return ALL;
    }

    /**
     * The preset of that name, or of that name in its source; case, blanks, hyphens and underscores do not matter.
     *
     * @throws RefusedException if there is none; names the nearest, and all
     */
    public static TemplatePreset named(String name) {
        String wanted = plain(name);
        return ALL.stream()
                .filter(preset -> plain(preset.name()).equals(wanted)
                        || plain(preset.published()).equals(wanted))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    /** The templates with each {@code preset:NAME} replaced by that preset's; one that is there already is left out. */
    public static List<String> expand(List<String> templates) {
        List<String> expanded = new ArrayList<>();
        for (String template : templates) {
            if (template.startsWith(PREFIX)) {
                named(template.substring(PREFIX.length()).strip()).templates().stream()
                        .filter(published -> !expanded.contains(published) && !templates.contains(published))
                        .forEach(expanded::add);
            } else {
                expanded.add(template);
            }
        }
        return expanded;
    }

    private static RefusedException unknown(String name) {
        List<String> names = ALL.stream().map(TemplatePreset::name).toList();
        String meant = NearestName.within(Math.max(2, name.length() / 3), name.toLowerCase(Locale.ROOT), names)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse(";");
        return new RefusedException("there is no template preset '" + name + "'" + meant + " There are " + names);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    private static List<TemplatePreset> read() {
        try (InputStream json = TemplatePresets.class.getResourceAsStream(RESOURCE)) {
            List<TemplatePreset> presets = new ArrayList<>();
            for (JsonNode preset : new JsonMapper().readTree(json).get("presets")) {
                List<String> templates = new ArrayList<>();
                preset.get("templates").forEach(template -> templates.add(template.textValue()));
                presets.add(new TemplatePreset(
                        preset.get("name").textValue(),
                        preset.get("published").textValue(),
                        preset.get("title").textValue(),
                        preset.get("source").textValue(),
                        templates));
            }
            return List.copyOf(presets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
