"""Notes, tasks, calls, meetings, e-mail: what was done and what is to do, on one timeline per record."""
