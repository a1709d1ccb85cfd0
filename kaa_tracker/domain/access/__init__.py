"""Who may do what with which case: roles, actions, one table, and the scope that follows from them."""
