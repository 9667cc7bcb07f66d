"""What the invented people say: texts in two languages, names and numbers, from a seed."""

from cityloop.simulation.words.draws import Draws
from cityloop.simulation.words.wording import Said, Wording, Writer, Written, read_wording

__all__ = ["Draws", "Said", "Wording", "Writer", "Written", "read_wording"]
