package io.clipstream.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers("python-1-", 3);

    @Test
    void isCompleteWithOneAnswerForEachImage() {
        answer("python-1-2");
        answer("python-1-0");
        assertThat(answers.problem()).isEqualTo("1 of 3 images were not answered");

        answer("python-1-1");

        assertThat(answers.complete()).isTrue();
        assertThat(answers.problem()).isEmpty();
    }

    @Test
    void saysThatAnAnswerCameTwice() {
        answer("python-1-0");
        answer("python-1-1");
        answer("python-1-2");
        answer("python-1-1");

        assertThat(answers.problem()).isEqualTo("1 answers came twice");
    }

    @Test
    void leavesAnswersOfOtherTurnsAlone() {
        answer("python-0-0");
        answer(null);

        assertThat(answers.answered()).isZero();
    }

    private void answer(String id) {
        byte[] key = id == null ? null : id.getBytes(StandardCharsets.UTF_8);
        answers.add(new ConsumerRecord<>("answers", 0, 0, key, new byte[0]));
    }
}
