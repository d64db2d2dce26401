// Not named by a layout: it keeps its name.
