class RuleTextError(ValueError):
    """An expression cannot be read. `line` and `column` count from 1 within the expression."""

    def __init__(self, line: int, column: int, words: str) -> None:
        self.line, self.column, self.words = line, column, words
        super().__init__(f"line {line}, column {column}: {words}")
