package io.clipstream.registry;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The text of an HTTP answer, up to a size: an endless answer ends in an error, not in the memory. */
final class LimitedBody implements BodySubscriber<String> {
    private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    private final long most;
    private Subscription subscription;
    private long seen;
    private boolean over;

    private LimitedBody(long most) {
        this.most = most;
    }

    /** Takes at most that many bytes, whatever the answer's status. */
    static BodyHandler<String> upTo(long most) {
        return answer -> new LimitedBody(most);
    }

    @Override
    public CompletionStage<String> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        text.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (over) {
            return;
        }
        seen += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (seen > most) {
            over = true;
            subscription.cancel();
            text.onError(new IOException("the answer is longer than " + most + " bytes"));
        } else {
            text.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (!over) {
            text.onError(error);
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            text.onComplete();
        }
    }
}
