"""Question sets: what they ask, what was answered, and what the answers mean.

Pure: no files, no clock. A question set is frozen (`question_set`); expressions are parsed
(`parse`), checked when a set is made (`check`, `order`) and evaluated within bounds (`evaluate`).
Everything else is derived by replaying the answers: what is shown and counted (`replay`), which
pages there are and which comes next (`journey`), what is handed in (`submission`).
"""
