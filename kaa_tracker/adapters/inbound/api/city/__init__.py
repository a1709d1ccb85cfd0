"""What those who follow the whole city read: figures and the cases behind them, the pool, changes as they happen."""
