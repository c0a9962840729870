namespace OAuthMail.Reliability.Runs;

/// <summary>The results of a process that was killed repeatedly.</summary>
public sealed record KillReport
{
    /// <summary>Gets the number of kills. After each of them, the store could be opened and its record could be read.</summary>
    public int Kills { get; init; }

    /// <summary>Gets the number of completed and written renewals.</summary>
    public int Renewals { get; init; }

    /// <summary>Gets how often the server had already exchanged the stored refresh token, and the response was not yet on disk.</summary>
    public int Unwritten { get; init; }

    /// <summary>
    /// Gets how often the user had to sign in again, because the server did not accept the exchanged refresh token a second time. After all
    /// other kills, the account still worked.
    /// </summary>
    public int SignIns { get; init; }

    /// <summary>Gets the maximum number of temporary files of killed processes.</summary>
    public int MaximumLeftovers { get; init; }

    /// <summary>Returns the figures, one per line.</summary>
    public override string ToString() => $"""
        kills                          {Kills}
        written renewals               {Renewals}
        exchanged, but not written     {Unwritten}
        required sign-ins              {SignIns}
        temporary files (maximum)      {MaximumLeftovers}
        """;
}
