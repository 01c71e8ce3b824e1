"""What goes with an outcome, after adjustment, and how far that can be believed.

association.py is the way in: subjects.py → logistic.py → means.py → uncertainty.py, with overlap,
balance, the E-value, the robustness value, recall and the negative control beside the number.
"""
