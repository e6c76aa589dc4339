"""How often the healthy stack was judged, how often that failed, and how much patience it used."""
