package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.topology.TaskPrompts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TemplatePresetsTest {
    @Test
    void holdsEveryPublishedSetWithAsManyTemplatesAsItsSource() {
        // Given the numbers of templates in CLIP's data/prompts.md, counted there, and in its ImageNet notebook
        Map<String, Integer> published = new TreeMap<>(Map.ofEntries(
                Map.entry("imagenet", 80),
                Map.entry("imagenet-7", 7),
                Map.entry("birdsnap", 1),
                Map.entry("cifar10", 18),
                Map.entry("cifar100", 18),
                Map.entry("clevr-counts", 1),
                Map.entry("caltech101", 34),
                Map.entry("country211", 5),
                Map.entry("dtd", 8),
                Map.entry("eurosat", 3),
                Map.entry("fgvc-aircraft", 2),
                Map.entry("fer2013", 6),
                Map.entry("flowers102", 1),
                Map.entry("food101", 1),
                Map.entry("gtsrb", 3),
                Map.entry("hateful-memes", 1),
                Map.entry("kitti", 1),
                Map.entry("kinetics700", 28),
                Map.entry("mnist", 1),
                Map.entry("oxford-pets", 1),
                Map.entry("pascal-voc2007", 1),
                Map.entry("patch-camelyon", 1),
                Map.entry("resisc45", 18),
                Map.entry("rendered-sst2", 1),
                Map.entry("stl10", 2),
                Map.entry("sun397", 2),
                Map.entry("stanford-cars", 8),
                Map.entry("ucf101", 48)));

        // When
        Map<String, Integer> ours = TemplatePresets.all().stream()
                .filter(preset -> preset.source().startsWith("openai/CLIP "))
                .collect(Collectors.toMap(
                        TemplatePreset::name, preset -> preset.templates().size()));

        // Then
        assertThat(ours).containsExactlyInAnyOrderEntriesOf(published);
        assertThat(TemplatePresets.all())
                .filteredOn(preset -> preset.name().startsWith("coop-"))
                .hasSize(11)
                .allSatisfy(preset -> assertThat(preset.templates()).hasSize(1));
    }

    @Test
    void everyTemplateHasOnePlaceForTheClassAndStandsInItsSetOnce() {
        for (TemplatePreset preset : TemplatePresets.all()) {
            assertThat(preset.templates())
                    .as(preset.name())
                    .doesNotHaveDuplicates()
                    .allSatisfy(template ->
                            assertThat(template.split("\\{}", -1)).as(template).hasSize(2))
                    .allSatisfy(template -> assertThat(template).isEqualTo(template.strip()));
            assertThat(preset.title()).isNotBlank();
            assertThat(preset.templates()).allSatisfy(t -> assertThat(t).contains(TaskPrompts.PLACE));
        }
    }

    @Test
    void findsAPresetByItsNameOrItsSourcesWhateverTheCase() {
        assertThat(TemplatePresets.named("dtd")).isEqualTo(TemplatePresets.named("DescribableTextures"));
        assertThat(TemplatePresets.named("StanfordCars").name()).isEqualTo("stanford-cars");
        assertThat(TemplatePresets.named("SST2").name()).isEqualTo("rendered-sst2");
        assertThat(TemplatePresets.named("ImageNet").templates()).hasSize(80);
        assertThat(TemplatePresets.named("coop-dtd").templates()).containsExactly("{} texture.");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestAndAll() {
        assertThatThrownBy(() -> TemplatePresets.named("imagnet"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no template preset 'imagnet'; did you mean 'imagenet'?")
                .hasMessageContaining("coop-ucf101");
        assertThatThrownBy(() -> TemplatePresets.named("foo")).hasMessageNotContaining("did you mean");
        assertThatThrownBy(() -> TemplatePresets.named("my very own set"))
                .hasMessageContaining("There are [imagenet, ")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void expandsInPlaceAndCountsATemplateOnce() {
        // Given own templates before and behind two presets that share one, which is among the own ones too
        List<String> templates = List.of("my {}", "preset:stl10", "preset: SUN397", "a photo of the {}.");

        // When, Then
        assertThat(TemplatePresets.expand(templates))
                .containsExactly("my {}", "a photo of a {}.", "a photo of the {}.");
    }
}
