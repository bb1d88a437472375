kbPart("d0",[["tag/index.html","Game","Tag","Run."],["tag/index.html#how-to-win","Game","Tag","Run."],["marbles.html","Game","Marbles","Roll."]])
