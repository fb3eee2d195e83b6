/** A decoder of WebP still images (VP8 key frames, RFC 6386; VP8L, RFC 9649) in plain Java, bit for bit as libwebp. */
package io.clipstream.clip.webp;
