"""Tests of plans through HTTP: their life, the dialogues behind them, who sees what."""
