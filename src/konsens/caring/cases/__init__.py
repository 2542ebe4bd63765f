"""Cases: one caretaker at any time, public dates, a public log, an outcome people can read."""
