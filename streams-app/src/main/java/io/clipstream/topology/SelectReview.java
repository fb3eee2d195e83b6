package io.clipstream.topology;

import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.PredictedView;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.ReviewReason;
import java.util.List;

/** Makes the review item of an image whose annotators disagree. */
final class SelectReview {
    private SelectReview() {}

    static ReviewItem item(SelectVote votes) {
        LiveCorrection word = votes.word();
        PredictedView predicted = word.getPredicted();
        ReviewItem.Builder item = ReviewItem.newBuilder()
                .setTask(word.getTask())
                .setReason(ReviewReason.DISAGREEMENT)
                .setImage(word.getImage())
                .setVotes(votes.votes());
        if (predicted == null) {
            // A word kept by an earlier release, which did not note the prediction.
            return item.setMargin(0)
                    .setTop(List.of())
                    .setAdapterVersion(0)
                    .setEventTime(word.getImage().getTimestamp())
                    .build();
        }
        return item.setMargin(predicted.getMargin())
                .setTop(List.of(new LabelProbability(predicted.getLabel(), predicted.getProbability())))
                .setAdapterVersion(predicted.getAdapterVersion())
                .setEventTime(predicted.getEventTime())
                .build();
    }
}
