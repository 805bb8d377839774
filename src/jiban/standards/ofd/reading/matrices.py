"""Matrices (GB/T 33190-2016 section 8.1): one after another, moved, and where they take a point."""

from jiban.standards.ofd.reading.objects import Matrix, Point


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that maps by `first` and after it by `then`."""
    return Matrix(
        first.a * then.a + first.b * then.c,
        first.a * then.b + first.b * then.d,
        first.c * then.a + first.d * then.c,
        first.c * then.b + first.d * then.d,
        first.e * then.a + first.f * then.c + then.e,
        first.e * then.b + first.f * then.d + then.f,
    )


def moved(matrix: Matrix, x: float, y: float) -> Matrix:
    """`matrix`, and after it a shift."""
    return matrix._replace(e=matrix.e + x, f=matrix.f + y)


def mapped(matrix: Matrix, x: float, y: float) -> Point:
    """Where `matrix` takes a point."""
    return Point(matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)
