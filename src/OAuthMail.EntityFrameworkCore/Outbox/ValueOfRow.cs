using System.Linq.Expressions;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>
/// Builds the value of a column that differs between the rows of one statement: <c>CASE WHEN Id = @a THEN @x WHEN Id = @b THEN @y END</c>.
/// </summary>
internal static class ValueOfRow
{
    /// <summary>Entity Framework compiles each number of rows once, so there are few of them. Superfluous ones are repetitions.</summary>
    private static readonly int[] Sizes = [1, 4, 16, 32];

    /// <param name="rows">The rows and their values: at least one, and at most 32.</param>
    public static Expression<Func<MailOutboxRow, string?>> Create(IReadOnlyList<(Guid Id, string Value)> rows)
    {
        var size = Sizes.First(size => size >= rows.Count);
        var row = Expression.Parameter(typeof(MailOutboxRow), "row");
        Expression value = Expression.Constant(null, typeof(string));
        for (var i = size - 1; i >= 0; i--)
        {
            var (id, text) = rows[Math.Min(i, rows.Count - 1)];

            // A property of an object becomes a parameter of the statement, so that its text does not depend on the values.
            var pair = Expression.Constant(new Pair(id, text));
            value = Expression.Condition(
                Expression.Equal(Expression.Property(row, nameof(MailOutboxRow.Id)), Expression.Property(pair, nameof(Pair.Id))),
                Expression.Property(pair, nameof(Pair.Text)),
                value);
        }

        return Expression.Lambda<Func<MailOutboxRow, string?>>(value, row);
    }

    private sealed record Pair(Guid Id, string? Text);
}
