namespace OAuthMail.Configuration.Keys;

/// <summary>Finds the name that a misspelt one probably stands for.</summary>
internal static class NearestName
{
    /// <summary>
    /// Returns the nearest name, or <see langword="null"/> if all of them differ in more than a third of their characters.
    /// </summary>
    public static string? Find(string text, IEnumerable<string> names)
    {
        string? nearest = null;
        var best = Math.Max(1, text.Length / 3) + 1;
        foreach (var name in names)
        {
            var distance = GetDistance(text.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < best) (nearest, best) = (name, distance);
        }

        return nearest;
    }

    /// <summary>
    /// Returns how many characters must be inserted, removed, replaced or exchanged with their neighbour to turn one text into the other.
    /// </summary>
    private static int GetDistance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
