"""Two books, or the two sides that one book holds, side by side: aligned rows, their scope, a bridge that adds up."""
