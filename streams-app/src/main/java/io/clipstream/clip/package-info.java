/** CLIP itself: checkpoints, tokenizer, preprocessing, and the image and text encoders. Knows DJL, not Kafka. */
package io.clipstream.clip;
