# Before it.
class Order(Base):  # beside it
    # In it.
    lines = []

    def total(self):
        return sum(self.lines)  # all
