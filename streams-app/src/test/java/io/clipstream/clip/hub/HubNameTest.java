package io.clipstream.clip.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubNameTest {
    @ParameterizedTest
    @CsvSource({
        "openai/clip-vit-base-patch32, openai, clip-vit-base-patch32, main",
        "laion/CLIP-ViT-B-32-laion2B-s34B-b79K@refs/pr/12, laion, CLIP-ViT-B-32-laion2B-s34B-b79K, refs/pr/12",
        "a/b@v1.0, a, b, v1.0",
    })
    void readsOwnerNameAndRevision(String text, String owner, String name, String revision) {
        assertThat(HubName.parse(text)).contains(new HubName(owner, name, revision));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "clip",
                "/clip",
                "a/",
                "a/b/c",
                "../b",
                "a/..",
                "./models/clip",
                "~/clip",
                "a--b/c",
                "a/b@",
                "a/b@../x",
                "a/b@x/../../y",
                "a/b@/etc",
                "a/b@x/.hidden",
                "a/b@x lock",
                "a/b@x.lock",
                "a\\b/c",
                "a/b?c",
                "a/b.",
                "C:\\m/x"
            })
    void takesNothingElseForAName(String text) {
        assertThat(HubName.parse(text)).isEmpty();
    }

    @Test
    void writesItselfAsItIsRead() {
        HubName name = HubName.parse("a/b@refs/pr/3").orElseThrow();

        assertThat(name).hasToString("a/b@refs/pr/3");
        assertThat(HubName.parse(name.toString())).contains(name);
    }
}
