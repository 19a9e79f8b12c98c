"""The page on performance matches the saved results."""

import json
from xml.etree import ElementTree

from benchmarks.page import RESULTS, files
from benchmarks.plots import plot


def test_the_page_and_its_plots_match_the_saved_results():
    for path, text in files(json.loads(RESULTS.read_text())).items():
        assert path.read_text() == text, f"write it again with: python -m benchmarks.page ({path.name})"


def test_a_plot_is_well_formed_and_has_a_point_for_each_measurement():
    drawn = ElementTree.fromstring(plot("Seconds", "s", {"a": [(10, 0.1), (1_000, 12.0)], "b": [(10, 1.0)]}))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == 3
