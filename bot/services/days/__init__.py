"""What falls due: the scheduler, reminders, promises, the morning digest, clocks on complaints."""
