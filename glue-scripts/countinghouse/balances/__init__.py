"""Account balances: transfers replayed over opening balances, exactly and in order."""
