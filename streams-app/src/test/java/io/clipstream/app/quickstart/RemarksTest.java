package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemarksTest {
    @Test
    void saysTheFirstRefusalsAndThatThereAreMore() {
        // Given more refusals than a person wants to read
        Remarks remarks = new Remarks();
        for (int i = 1; i <= 20; i++) {
            remarks.refusal("image " + i);
        }
        remarks.important("the end");

        List<String> said = new ArrayList<>();
        for (String remark = remarks.next(); remark != null; remark = remarks.next()) {
            said.add(remark);
        }

        assertThat(said)
                .startsWith("image 1", "image 2")
                .endsWith("image 5", "more images are refused; the log names them", "the end")
                .hasSize(7);
    }
}
