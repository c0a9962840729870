namespace OAuthMail.Reliability.Runs;

/// <summary>What came of a process that was killed again and again.</summary>
public sealed record KillReport
{
    /// <summary>How often it was killed. Each time the store opened and its record could be read.</summary>
    public int Kills { get; init; }

    /// <summary>How often it had renewed, and written, until then.</summary>
    public int Renewals { get; init; }

    /// <summary>How often the server had already exchanged the refresh token that was stored: the answer was not on disk yet.</summary>
    public int Unanswered { get; init; }

    /// <summary>
    /// How often the account had to sign in again: of those above, the ones that the server did not forgive. After all other kills it
    /// worked.
    /// </summary>
    public int SignIns { get; init; }

    /// <summary>The most files that killed writers had left behind at any moment.</summary>
    public int MostLeftovers { get; init; }

    /// <summary>The figures, a line each.</summary>
    public override string ToString() => $"""
        kills                          {Kills}
        renewals until then            {Renewals}
        exchanged, and not on disk     {Unanswered}
        sign-ins required for that     {SignIns}
        most left-over files at once   {MostLeftovers}
        anything else lost             nothing
        """;
}
