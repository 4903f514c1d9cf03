def total(lines,  # of one order
          tax=0.19):
    # Of all.
    return sum(lines) * (1 + tax)  # with tax
