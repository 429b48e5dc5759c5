"""What people see of cases in the admin: their queue, the case with its chain, the submission, an item's history."""
