"""The push: each subscriber gets one message an edition, once, and only if every figure holds."""
